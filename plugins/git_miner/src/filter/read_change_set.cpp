#include "filter/read_change_set.hpp"

#include <algorithm>
#include <utility>

#include <re2/re2.h>
#include <simdjson.h>

#include <base/printable.hpp>

#include "change/line_index.hpp"
#include "filter/evidence.hpp"
#include "filter/message_filter.hpp"
#include "repository/safe_path.hpp"

namespace git_miner {
namespace {

constexpr std::uint64_t most_text_bytes = 1u
                                          << 20;  // as git's diff is asked for; larger files are binary to it

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_program(const CommitText& text) {
  static const RE2 program(
      R"((?i)\[bot\]|\b(?:dependabot|renovate|bors|rustbot|github-actions?|weblate|pre-commit-ci|release-plz|mergify|greenkeeper|snyk)\b|-bot\b)");
  return RE2::PartialMatch(text.author, program) ||
         (RE2::PartialMatch(text.committer, program) && text.parents.size() > 1);
}

bool is_rust_or_manifest(const FileChange& change) {
  return change.path().ends_with(".rs") || file_name(change.path()) == "Cargo.toml";
}

// What cannot be shown as edits of a text.
std::optional<DropReason> form_reason(const FileChange& change) {
  for (const FileSide* side : {&change.before, &change.after}) {
    if (side->mode == submodule_mode) return DropReason::submodule;
    if (side->mode == link_mode) return DropReason::symbolic_link;
  }
  if (change.is_binary) return DropReason::binary_file;
  if (change.kind == ChangeKind::added && change.after.mode != plain_mode) return DropReason::mode_change;
  if (change.kind == ChangeKind::modified || change.kind == ChangeKind::renamed) {
    if (change.before.mode != change.after.mode) return DropReason::mode_change;
  }
  return std::nullopt;
}

std::optional<DropReason> early_reason(const CommitText& text, const Message& message, bool merges_too) {
  if (text.parents.empty()) return DropReason::root_commit;
  if (text.parents.size() > 1 && !merges_too) return DropReason::merge_commit;
  if (is_program(text)) return DropReason::written_by_program;
  if (!text.is_utf8) return DropReason::message_not_utf8;
  return drop_reason_of(message, text.message);
}

std::optional<DropReason> count_reason(const Changes& changes, const std::vector<ChangedFile>& files,
                                       const Limits& limits) {
  if (std::ranges::none_of(changes.files, is_rust_or_manifest)) return DropReason::no_rust;
  if (files.empty()) return DropReason::only_ignored_files;
  const auto sources =
      std::ranges::count_if(files, [](const ChangedFile& f) { return f.is_rust && !f.is_test; });
  if (std::cmp_greater(sources, limits.source_files)) return DropReason::too_many_source_files;
  if (files.size() > limits.files) return DropReason::too_many_files;
  for (const ChangedFile& file : files) {
    if (const auto reason = form_reason(file.change)) return reason;
    for (const FileSide* side : {&file.change.before, &file.change.after}) {
      if (!side->path.empty() && !is_safe_path(side->path)) return DropReason::unusual_path;
    }
  }
  if (std::ranges::none_of(files, [](const ChangedFile& f) { return f.is_rust || f.is_manifest; }))
    return DropReason::only_ignored_files;
  return std::nullopt;
}

std::optional<base::Error> path_problem(const std::vector<ChangedFile>& files, const std::string& commit) {
  for (const ChangedFile& file : files) {
    const std::string& path = file.change.path();
    if (simdjson::validate_utf8(path)) continue;
    return base::Error{.problem = "cannot learn from commit " + commit,
                       .why = "the path " + base::printable_line(path) + " is not UTF-8",
                       .what_to_do = "rename the file in a later commit; this one is left out",
                       .is_rejection = true};
  }
  return std::nullopt;
}

ChangedFile described(FileChange change) {
  ChangedFile file;
  file.is_rust = change.path().ends_with(".rs");
  file.is_manifest = file_name(change.path()) == "Cargo.toml";
  file.is_test = rust_code::role_of_path(change.path()) == rust_code::Role::test;
  file.change = std::move(change);
  return file;
}

bool is_text(const std::string& bytes) { return !bytes.contains('\0') && simdjson::validate_utf8(bytes); }

void count_lines(const std::optional<rust_code::SourceFile>& tree, const std::string& text,
                 const std::vector<LineRange>& ranges, int sign, ChangedFile& file) {
  const LineIndex lines(tree ? std::string_view(text) : std::string_view());
  for (const LineRange& range : ranges) {
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const std::size_t begin = std::min(lines.begin(line), text.empty() ? 0 : text.size() - 1);
      const bool in_test = tree ? tree->in_test_at(static_cast<std::uint32_t>(begin)) : file.is_test;
      ++(in_test ? file.test_lines : file.source_lines);
      (in_test ? file.net_test_lines : file.net_source_lines) += sign;
    }
  }
}

// Before anything is done for each line. Every line has a byte, its end.
bool has_too_many_lines(const ChangedFile& file, const Limits& limits) {
  std::size_t lines = 0;
  for (const ChangedLines& change : file.change.lines) lines += change.before.count() + change.after.count();
  return lines > limits.change_bytes;
}

// Lets a text through that is too large for the parser; such files are dropped by their size.
std::optional<rust_code::SourceFile> parsed(const std::string& text, bool is_test) {
  auto tree = rust_code::SourceFile::parse(text, is_test ? rust_code::Role::test : rust_code::Role::source);
  if (!tree) return std::nullopt;
  return *std::move(tree);
}

bool parse(ChangedFile& file) {
  if (!file.is_rust) return true;
  file.tree_before = parsed(file.before, file.is_test);
  file.tree_after = parsed(file.after, file.is_test);
  if (!file.tree_before || !file.tree_after) return false;
  file.difference = rust_code::difference(*file.tree_before, *file.tree_after);
  if (file.change.kind != ChangeKind::modified) file.difference = rust_code::Difference::code;
  file.items = rust_code::compare(*file.tree_before, *file.tree_after);
  return true;
}

}  // namespace

bool is_ignored_path(std::string_view path) {
  static const RE2 folder(
      R"((?i)(?:^|/)(?:target|vendor|vendored|third[-_]?party|extern(?:al)?|node_modules|dist)/)");
  static const RE2 name(
      R"((?i)(?:^|/)(?:Cargo\.lock|package-lock\.json|yarn\.lock|flake\.lock|changelog[^/]*|changes\.md|history\.md|releases\.md|bindings\.rs|schema\.rs|[^/]*\.min\.[^/]*|[^/]*\.snap|[^/]*\.pb\.rs)$)");
  const re2::StringPiece text(path.data(), path.size());
  return RE2::PartialMatch(text, folder) || RE2::PartialMatch(text, name);
}

bool is_generated_text(std::string_view text) {
  std::size_t end = 0;
  for (int line = 0; line < 5 && end < text.size(); ++line)
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  static const RE2 mark(R"((?i)@generated|do not edit|automatically generated|auto-?generated)");
  const std::string_view head = text.substr(0, end);
  return RE2::PartialMatch(re2::StringPiece(head.data(), head.size()), mark);
}

base::Result<ReadOutcome> read_change_set(const Repository& repository, const std::string& commit,
                                          bool merges_too, const Limits& limits) {
  auto text = repository.commit(commit);
  if (!text) return std::unexpected(text.error());
  ChangeSet set{.text = *std::move(text), .message = {}, .files = {}};
  set.message = clean_message(set.text.message);
  std::size_t deltas = 0;
  const auto dropped = [&](DropReason reason) {
    return ReadOutcome{std::nullopt, reason, early_evidence(reason, set, deltas, limits)};
  };
  if (const auto reason = early_reason(set.text, set.message, merges_too)) return dropped(*reason);
  auto changes = repository.changes(commit, limits.deltas);
  if (!changes) return std::unexpected(changes.error());
  deltas = changes->deltas;
  if (deltas > limits.deltas) return dropped(DropReason::too_many_files);
  for (const FileChange& change : changes->files) {
    if (!is_ignored_path(change.path())) set.files.push_back(described(change));
  }
  if (const auto reason = count_reason(*changes, set.files, limits)) {
    if (auto problem = path_problem(set.files, commit); problem && *reason == DropReason::unusual_path)
      return std::unexpected(*std::move(problem));
    return dropped(*reason);
  }
  for (ChangedFile& file : set.files) {
    for (const auto& [side, into] :
         {std::pair(&file.change.before, &file.before), std::pair(&file.change.after, &file.after)}) {
      if (side->id.empty()) continue;
      const auto size = repository.blob_size(side->id);
      if (!size) return std::unexpected(size.error());
      if (*size > most_text_bytes) return dropped(DropReason::large_file);
      auto bytes = repository.blob(side->id);
      if (!bytes) return std::unexpected(bytes.error());
      if (!is_text(*bytes)) return dropped(DropReason::file_not_utf8);
      *into = *std::move(bytes);
    }
  }
  std::erase_if(set.files, [](const ChangedFile& f) { return f.is_rust && is_generated_text(f.after); });
  if (std::ranges::none_of(set.files, [](const ChangedFile& f) { return f.is_rust || f.is_manifest; }))
    return dropped(DropReason::only_ignored_files);
  if (std::ranges::any_of(set.files, [&](const ChangedFile& f) { return has_too_many_lines(f, limits); }))
    return dropped(DropReason::too_many_lines);
  for (ChangedFile& file : set.files) {
    if (!parse(file)) return dropped(DropReason::large_file);
    std::vector<LineRange> before, after;
    for (const ChangedLines& lines : file.change.lines) {
      before.push_back(lines.before);
      after.push_back(lines.after);
    }
    count_lines(file.tree_before, file.before, before, -1, file);
    count_lines(file.tree_after, file.after, after, 1, file);
  }
  return ReadOutcome{std::move(set), {}};
}

}  // namespace git_miner
