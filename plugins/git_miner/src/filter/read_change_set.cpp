#include "filter/read_change_set.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>
#include <simdjson.h>

#include <base/printable.hpp>

#include "change/line_index.hpp"
#include "filter/message_filter.hpp"
#include "filter/size_filter.hpp"
#include "path_parts.hpp"
#include "repository/safe_path.hpp"

namespace git_miner {
namespace {

constexpr std::uint64_t most_text_bytes = 1u
                                          << 20;  // as git's diff is asked for; larger files are binary to it

std::optional<Drop> program_drop(const CommitText& text) {
  static const RE2 program(
      R"((?i)(\[bot\]|\b(?:dependabot|renovate|bors|rustbot|github-actions?|weblate|pre-commit-ci|release-plz|mergify|greenkeeper|snyk)\b|-bot\b))");
  std::string match;
  if (RE2::PartialMatch(text.author, program, &match))
    return Drop{DropReason::written_by_program, fmt::format("\"{}\" in the author's name", match)};
  if (text.parents.size() > 1 && RE2::PartialMatch(text.committer, program, &match))
    return Drop{DropReason::written_by_program, fmt::format("\"{}\" in the committer's name", match)};
  return std::nullopt;
}

bool is_rust_or_manifest(const FileChange& change) {
  return change.path().ends_with(".rs") || name_of_path(change.path()) == "Cargo.toml";
}

// What cannot be shown as edits of a text.
std::optional<Drop> form_drop(const FileChange& change) {
  const auto because = [&](DropReason reason, std::string_view what) {
    return Drop{reason, fmt::format("{}: {}", base::printable_line(change.path()), what)};
  };
  for (const FileSide* side : {&change.before, &change.after}) {
    if (side->mode == submodule_mode) return because(DropReason::submodule, "the commit of a submodule");
    if (side->mode == link_mode) return because(DropReason::symbolic_link, "a symbolic link");
  }
  if (change.is_binary) return because(DropReason::binary_file, "git's diff takes it for binary");
  if (change.kind == ChangeKind::added && change.after.mode != plain_mode)
    return because(DropReason::mode_change, "new, with a mode of its own");
  if (change.kind == ChangeKind::modified || change.kind == ChangeKind::renamed) {
    if (change.before.mode != change.after.mode) return because(DropReason::mode_change, "another mode");
  }
  return std::nullopt;
}

std::optional<Drop> early_drop(const CommitText& text, const Message& message, bool merges_too) {
  if (text.parents.empty()) return Drop{DropReason::root_commit, "no parent"};
  if (text.parents.size() > 1 && !merges_too)
    return Drop{DropReason::merge_commit,
                fmt::format("parents {} (first_parent is not on)", text.parents.size())};
  if (auto drop = program_drop(text)) return drop;
  if (!text.is_utf8)
    return Drop{DropReason::message_not_utf8,
                fmt::format("subject \"{}\"", base::printable_line(message.subject))};
  return message_drop(message, text.message);
}

std::string named(const Changes& changes) {
  std::string text = fmt::format("files changed {}", changes.files.size());
  if (!changes.files.empty()) text += ", the first " + base::printable_line(changes.files.front().path());
  return text;
}

std::optional<Drop> count_drop(const Changes& changes, const std::vector<ChangedFile>& files,
                               const Limits& limits) {
  if (std::ranges::none_of(changes.files, is_rust_or_manifest))
    return Drop{DropReason::no_rust, named(changes)};
  Drop ignored{DropReason::only_ignored_files, named(changes)};
  if (files.empty()) return ignored;
  const auto sources =
      std::ranges::count_if(files, [](const ChangedFile& f) { return f.is_rust && !f.is_test; });
  if (std::cmp_greater(sources, limits.source_files))
    return Drop{DropReason::too_many_source_files,
                fmt::format("source files {} (max_source_files {})", sources, limits.source_files)};
  if (files.size() > limits.files)
    return Drop{DropReason::too_many_files,
                fmt::format("files {} (max_files {})", files.size(), limits.files)};
  for (const ChangedFile& file : files) {
    if (auto drop = form_drop(file.change)) return drop;
    for (const FileSide* side : {&file.change.before, &file.change.after}) {
      if (!side->path.empty() && !is_safe_path(side->path))
        return Drop{DropReason::unusual_path, base::printable_line(side->path)};
    }
  }
  if (std::ranges::none_of(files, [](const ChangedFile& f) { return f.is_rust || f.is_manifest; }))
    return ignored;
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
  file.is_manifest = name_of_path(change.path()) == "Cargo.toml";
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

std::vector<rust_code::TextChange> text_changes_of(const ChangedFile& file) {
  const LineIndex before(file.before), after(file.after);
  const auto bytes_of = [](const LineIndex& lines, const LineRange& range) {
    return rust_code::ByteRange{static_cast<std::uint32_t>(lines.begin(range.begin)),
                                static_cast<std::uint32_t>(lines.begin(range.end))};
  };
  std::vector<rust_code::TextChange> changes;
  for (const ChangedLines& lines : file.change.lines)
    changes.push_back({bytes_of(before, lines.before), bytes_of(after, lines.after)});
  return changes;
}

bool parse(ChangedFile& file) {
  if (!file.is_rust) return true;
  auto trees =
      rust_code::SourceFile::parse_versions(file.before, file.after, text_changes_of(file),
                                            file.is_test ? rust_code::Role::test : rust_code::Role::source);
  if (!trees.before || !trees.after) return false;
  file.tree_before = *std::move(trees.before);
  file.tree_after = *std::move(trees.after);
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
      R"((?i)(?:^|/)(?:[^/]*\.lock|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|changelog[^/]*|changes\.md|history\.md|releases\.md|(?:[^/]*_)?bindings\.rs|schema\.rs|[^/]*\.min\.[^/]*|[^/]*\.snap|[^/]*\.stderr|[^/]*\.stdout|[^/]*\.pb\.rs|[^/]*\.generated\.[^/]*)$)");
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

namespace {

bool is_large_file_pointer(std::string_view text) {
  return text.starts_with("version https://git-lfs.github.com/spec/");
}

// Texts that programs write, and stand-ins for files of Git LFS. A manifest says who wrote it, and is edited all the same.
bool is_not_learnt(const ChangedFile& file) {
  return std::ranges::any_of(std::array{&file.before, &file.after}, [&](const std::string* text) {
    return is_large_file_pointer(*text) || (!file.is_manifest && is_generated_text(*text));
  });
}

}  // namespace

base::Result<ReadOutcome> read_change_set(const Repository& repository, const std::string& commit,
                                          bool merges_too, const Limits& limits, const TextFilter& filter) {
  auto text = repository.commit(commit);
  if (!text) return std::unexpected(text.error());
  ChangeSet set{.text = *std::move(text), .message = {}, .files = {}, .left_out = {}};
  set.message = clean_message(set.text.message);
  const auto dropped = [](Drop drop) { return ReadOutcome{std::nullopt, std::move(drop)}; };
  if (auto drop = early_drop(set.text, set.message, merges_too)) return dropped(*std::move(drop));
  auto changes = repository.changes(commit, limits.deltas);
  if (!changes) return std::unexpected(changes.error());
  if (changes->deltas > limits.deltas)
    return dropped({DropReason::too_many_files,
                    fmt::format("files more than {} (max_files {})", limits.deltas, limits.files)});
  for (const FileChange& change : changes->files) {
    if (is_ignored_path(change.path()))
      set.left_out.push_back(change.path());
    else
      set.files.push_back(described(change));
  }
  if (auto drop = count_drop(*changes, set.files, limits)) {
    if (auto problem = path_problem(set.files, commit); problem && drop->reason == DropReason::unusual_path)
      return std::unexpected(*std::move(problem));
    return dropped(*std::move(drop));
  }
  if (auto drop = few_lines_drop(set, limits)) return dropped(*std::move(drop));
  for (ChangedFile& file : set.files) {
    for (const auto& [side, into] :
         {std::pair(&file.change.before, &file.before), std::pair(&file.change.after, &file.after)}) {
      if (side->id.empty()) continue;
      const auto size = repository.blob_size(side->id);
      if (!size) return std::unexpected(size.error());
      if (*size > (may_be_large(file) ? most_text_bytes : limits.file_bytes))
        return dropped({DropReason::large_file, fmt::format("{}: bytes {} (max_file_bytes {})", side->path,
                                                            *size, limits.file_bytes)});
      auto bytes = repository.blob(side->id);
      if (!bytes) return std::unexpected(bytes.error());
      if (!is_text(*bytes)) return dropped({DropReason::file_not_utf8, side->path});
      *into = *std::move(bytes);
    }
  }
  std::erase_if(set.files, is_not_learnt);
  if (std::ranges::none_of(set.files, [](const ChangedFile& f) { return f.is_rust || f.is_manifest; }))
    return dropped({DropReason::only_ignored_files, "all Rust files are generated, or are kept elsewhere"});
  if (auto drop = size_drop(set, limits)) return dropped(*std::move(drop));
  if (filter) {
    if (auto drop = filter(set)) return dropped(*std::move(drop));
  }
  for (ChangedFile& file : set.files) {
    if (!parse(file))
      return dropped({DropReason::large_file, file.change.path() + ": more than the parser takes"});
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
