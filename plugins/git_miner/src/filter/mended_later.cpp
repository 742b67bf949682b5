#include "filter/mended_later.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>
#include <re2/re2.h>

#include <rust_code/source_file.hpp>

#include "change/intent.hpp"
#include "change/line_index.hpp"
#include "change/message.hpp"
#include "filter/line_digest.hpp"
#include "filter/line_steps.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_files = 8;                   // larger commits are dropped anyway
constexpr std::size_t reach = 30;                       // later commits to one of the files
constexpr std::size_t most_commits = 200;               // that are kept to be looked at
constexpr std::int64_t undone_within = 60 * 24 * 3600;  // seconds; what lived for longer was of use
constexpr std::uint64_t most_bytes = 1 << 20;           // of a file that is read

bool is_work(const Intent& intent) { return intent.chore.empty() && intent.speed.empty(); }

bool is_fix(const Message& message, const Intent& intent) {
  const bool has_fault = !intent.fault.empty() && intent.addition.empty() && intent.reshaping.empty();
  return is_work(intent) && (message.type == CommitType::fix || !intent.repair.empty() || has_fault);
}

bool is_fix_or_addition(const Message& message, const Intent& intent) {
  const bool is_addition = message.type == CommitType::feat || !intent.addition.empty();
  return is_fix(message, intent) || (is_work(intent) && is_addition);
}

// A cheap sign; the lines tell whether it does.
bool takes_back(const Message& message, const Intent& intent) {
  static const std::set<std::string_view> signs{"again",    "undo",     "undoes",   "restore",  "restores",
                                                "restored", "revert",   "reverts",  "reverted", "back",
                                                "instead",  "rollback", "reinstate"};
  return !intent.removal.empty() || std::ranges::any_of(words_of(message.subject), [](const auto& word) {
    return signs.contains(word);
  });
}

// "`Type::name`", "name()", "value.name": a word alone may be meant as one.
std::set<std::string> names_in(std::string_view subject) {
  static const RE2 name(R"(`(?:\w+(?:::|\.))*(\w+)(?:\(\w*\))?`|\w(?:::|\.)([a-z_]\w*)|\b(\w+)\(\))");
  std::set<std::string> names;
  re2::StringPiece rest(subject.data(), subject.size());
  std::string quoted, path, call;
  while (RE2::FindAndConsume(&rest, name, &quoted, &path, &call)) {
    for (const std::string& found : {quoted, path, call})
      if (!found.empty()) names.insert(found);
  }
  return names;
}

bool are_most(const std::set<std::uint64_t>& of, const std::set<std::uint64_t>& in) {
  const auto met = std::ranges::count_if(of, [&](std::uint64_t step) { return in.contains(step); });
  return static_cast<std::size_t>(met) * 3 >= of.size() * 2;
}

bool is_source(std::string_view path) {
  return path.ends_with(".rs") && rust_code::role_of_path(path) == rust_code::Role::source;
}

std::set<std::uint64_t> digests_of(const LineIndex& lines, const LineRange& range) {
  std::set<std::uint64_t> digests;
  for (std::size_t i = range.begin; i < std::min(range.end, lines.count()); ++i) {
    if (says_something(lines.line(i))) digests.insert(line_digest("", lines.line(i)));
  }
  return digests;
}

void add_all(const LineIndex& lines, std::unordered_set<std::uint64_t>& digests) {
  for (std::size_t i = 0; i < lines.count(); ++i) {
    if (says_something(lines.line(i))) digests.insert(line_digest("", lines.line(i)));
  }
}

bool has_code(const LineIndex& lines, const LineRange& range) { return !digests_of(lines, range).empty(); }

// The line with which the tests of a file begin; its end if it has none.
std::size_t first_of_tests(const LineIndex& lines) {
  for (std::size_t i = 0; i < lines.count(); ++i) {
    if (lines.line(i).contains("#[cfg(test)]")) return i;
  }
  return lines.count();
}

}  // namespace

MendedLater::Commit MendedLater::commit_of(const CommitText& text, const std::vector<RawChange>& changes) {
  Commit commit{.id = text.id, .time = text.author_time};
  for (const RawChange& change : changes) {
    if (is_source(change.path))
      commit.files[line_digest(change.path, "")] = {change.path, change.before, change.after};
  }
  for (const RawChange& gone : changes) {
    if (gone.before.empty() || !is_source(gone.path)) continue;
    for (const RawChange& come : changes) {
      if (come.before.empty() && come.after == gone.before)
        commit.moved.emplace_back(line_digest(gone.path, ""), line_digest(come.path, ""));
    }
  }
  return commit;
}

std::string MendedLater::mended(const CommitText& text, const std::vector<RawChange>& changes) {
  if (text.parents.empty() || changes.size() > most_files) return "";
  Commit commit = commit_of(text, changes);
  if (commit.files.empty()) return "";
  Message message = clean_message(text.message);
  // A subject that a request cannot have without its reference still tells a fix.
  if (message.subject.empty()) message.subject = text.message.substr(0, text.message.find('\n'));
  const Intent intent = intent_of(message);
  commit.is_fix = is_fix(message, intent);
  commit.takes_back = takes_back(message, intent);
  if (commit.is_fix) commit.names = names_in(message.subject);
  std::string by = is_fix_or_addition(message, intent) ? search(commit) : "";
  later_.push_front(std::move(commit));
  if (later_.size() > most_commits) later_.pop_back();
  return by;
}

std::string MendedLater::search(Commit& commit) {
  std::map<Path, Path> names;  // what a file was called here, by what it is called later
  for (const auto& [path, file] : commit.files) names[path] = path;
  std::size_t met = 0;
  for (Commit& later : later_) {
    const bool is_met =
        std::ranges::any_of(later.files, [&](const auto& path) { return names.contains(path.first); });
    if (!is_met) continue;
    if (++met > reach) break;
    for (const auto& [path, file] : later.files) {
      const auto known = names.find(path);
      if (later.is_fix && known != names.end() && is_changed(commit, known->second, later, path))
        return fmt::format("{} changes what it adds to {}", later.id.substr(0, 12), file.name);
      if (!later.is_fix || known == names.end()) continue;
      if (const std::string item = named_item(commit, known->second, later, path); !item.empty())
        return fmt::format("{} mends `{}`, which it adds to {}", later.id.substr(0, 12), item, file.name);
    }
    if (is_undone(commit, later)) return later.id.substr(0, 12) + " undoes it";
    for (const auto& [from, to] : later.moved) {
      if (const auto known = names.find(from); known != names.end()) names[to] = known->second;
    }
  }
  return "";
}

bool MendedLater::is_changed(Commit& commit, Path path, Commit& later, Path later_path) const {
  const Brought &ours = brought_by(commit), &theirs = brought_by(later);
  const auto added = ours.added.find(path), taken = theirs.taken.find(later_path);
  if (added == ours.added.end() || taken == theirs.taken.end()) return false;
  if (std::ranges::any_of(taken->second, [&](std::uint64_t line) { return added->second.contains(line); }))
    return true;
  // Of two fixes that follow each other, numbers of lines tell what the second puts between those of the first.
  if (!commit.is_fix || commit.files.at(path).after != later.files.at(later_path).before) return false;
  const auto at = ours.added_at.find(path);
  const auto put = theirs.put_at.find(later_path);
  if (at == ours.added_at.end() || put == theirs.put_at.end()) return false;
  return std::ranges::any_of(put->second, [&](std::size_t line) {
    return std::ranges::any_of(
        at->second, [&](const LineRange& lines) { return lines.begin < line && line < lines.end; });
  });
}

// Both ways, so that what is written otherwise or stands elsewhere later is not undone.
bool MendedLater::is_undone(Commit& commit, Commit& later) const {
  if (!(later.is_fix || later.takes_back) || later.time - commit.time > undone_within) return false;
  const Brought &ours = brought_by(commit), &theirs = brought_by(later);
  return !ours.steps_added.empty() && !ours.steps_taken.empty() &&
         are_most(ours.steps_added, theirs.steps_taken) && are_most(ours.steps_taken, theirs.steps_added);
}

// A function of the commit that the later one names and changes, if only by lines around those that are there.
std::string MendedLater::named_item(Commit& commit, Path path, Commit& later, Path later_path) const {
  if (later.names.empty()) return "";
  const Brought &ours = brought_by(commit), &theirs = brought_by(later);
  const auto declared = ours.declared.find(path);
  const auto within = theirs.within.find(later_path);
  if (declared == ours.declared.end() || within == theirs.within.end()) return "";
  for (const auto& [line, name] : declared->second)
    if (within->second.contains(line) && later.names.contains(name)) return name;
  return "";
}

const MendedLater::Brought& MendedLater::brought_by(Commit& commit) const {
  if (!commit.brought) commit.brought = read(commit.id);
  return *commit.brought;
}

// What cannot be read brings nothing: the commit is refused when it is mined.
MendedLater::Brought MendedLater::read(const std::string& id) const {
  const auto changes = repository_.changes(id, most_files);
  if (!changes) return {};
  Brought brought;
  std::unordered_set<std::uint64_t> before_all, after_all;
  const auto text_of = [&](const FileSide& side) {
    const auto size = side.id.empty() ? 0 : repository_.blob_size(side.id).value_or(0);
    return size == 0 || size > most_bytes ? std::string() : repository_.blob(side.id).value_or("");
  };
  for (const FileChange& change : changes->files) {
    if (change.is_binary || !is_source(change.path())) continue;
    const std::string before = text_of(change.before), after = text_of(change.after);
    const LineIndex before_lines(before), after_lines(after);
    add_all(before_lines, before_all);
    add_all(after_lines, after_all);
    const std::string& old_path = change.kind == ChangeKind::added ? change.after.path : change.before.path;
    const Path old_place = line_digest(old_path, ""), place = line_digest(change.path(), "");
    const std::size_t tests = first_of_tests(after_lines), old_tests = first_of_tests(before_lines);
    for (const ChangedLines& lines : change.lines) {
      brought.added[place].merge(digests_of(after_lines, lines.after));
      brought.taken[old_place].merge(digests_of(before_lines, lines.before));
      const bool adds_code = has_code(after_lines, lines.after);
      // Lines that go from right above the tests, or from the end, leave a range that begins there.
      if (lines.after.begin + std::min<std::size_t>(lines.after.count(), 1) > tests) continue;
      brought.steps_added.merge(steps_of(after_lines, lines.after, tests));
      brought.steps_taken.merge(steps_of(before_lines, lines.before, old_tests));
      auto declared = functions_in(after_lines, lines.after);
      for (const auto& [line, old] : functions_in(before_lines, lines.before))  // what gets other arguments
        std::erase_if(declared, [&](const auto& function) { return function.second == old; });
      brought.declared[place].merge(declared);
      if (adds_code || has_code(before_lines, lines.before)) {
        if (const auto line = function_around(before_lines, lines.before))
          brought.within[old_place].insert(*line);
      }
      if (adds_code) brought.added_at[place].push_back(lines.after);
      if (adds_code && lines.before.count() == 0) brought.put_at[old_place].push_back(lines.before.begin);
    }
  }
  for (auto& [path, lines] : brought.added)
    std::erase_if(lines, [&](std::uint64_t line) { return before_all.contains(line); });
  for (auto& [path, lines] : brought.taken)
    std::erase_if(lines, [&](std::uint64_t line) { return after_all.contains(line); });
  for (auto& [path, functions] : brought.declared)
    std::erase_if(functions, [&](const auto& function) { return before_all.contains(function.first); });
  // What goes and comes moves.
  for (const std::uint64_t step : Lines(brought.steps_added)) {
    if (brought.steps_taken.erase(step) > 0) brought.steps_added.erase(step);
  }
  return brought;
}

}  // namespace git_miner
