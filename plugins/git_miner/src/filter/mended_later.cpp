#include "filter/mended_later.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include <rust_code/source_file.hpp>

#include "change/intent.hpp"
#include "change/line_index.hpp"
#include "change/message.hpp"
#include "filter/line_digest.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_files = 8;          // larger commits are dropped anyway
constexpr std::size_t reach = 30;              // later commits to one of the files
constexpr std::size_t most_commits = 200;      // that are kept to be looked at
constexpr std::size_t least_bytes = 8;         // of a line that says something
constexpr std::uint64_t most_bytes = 1 << 20;  // of a file that is read

bool is_work(const Intent& intent) { return intent.chore.empty() && intent.speed.empty(); }

bool is_fix(const Message& message, const Intent& intent) {
  const bool has_fault = !intent.fault.empty() && intent.addition.empty() && intent.reshaping.empty();
  return is_work(intent) && (message.type == CommitType::fix || !intent.repair.empty() || has_fault);
}

bool is_fix_or_addition(const Message& message, const Intent& intent) {
  const bool is_addition = message.type == CommitType::feat || !intent.addition.empty();
  return is_fix(message, intent) || (is_work(intent) && is_addition);
}

bool is_source(std::string_view path) {
  return path.ends_with(".rs") && rust_code::role_of_path(path) == rust_code::Role::source;
}

bool says_something(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == line.npos) return false;
  line.remove_prefix(begin);
  if (line.size() < least_bytes) return false;
  for (const std::string_view front :
       {"//", "use ", "pub use ", "mod ", "pub mod ", "extern ", "#[", "assert", "*"}) {
    if (line.starts_with(front)) return false;
  }
  return true;
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
  Commit commit{.id = text.id};
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
    }
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
    const std::size_t tests = first_of_tests(after_lines);
    for (const ChangedLines& lines : change.lines) {
      brought.added[place].merge(digests_of(after_lines, lines.after));
      brought.taken[old_place].merge(digests_of(before_lines, lines.before));
      const bool adds_code = has_code(after_lines, lines.after);
      if (lines.after.begin >= tests) continue;
      if (adds_code) brought.added_at[place].push_back(lines.after);
      if (adds_code && lines.before.count() == 0) brought.put_at[old_place].push_back(lines.before.begin);
    }
  }
  for (auto& [path, lines] : brought.added)
    std::erase_if(lines, [&](std::uint64_t line) { return before_all.contains(line); });
  for (auto& [path, lines] : brought.taken)
    std::erase_if(lines, [&](std::uint64_t line) { return after_all.contains(line); });
  return brought;
}

}  // namespace git_miner
