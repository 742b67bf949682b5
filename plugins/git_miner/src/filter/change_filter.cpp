#include "filter/change_filter.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "change/line_index.hpp"
#include "filter/style_filter.hpp"

namespace git_miner {
namespace {

// How the text is larger than it may be; "" if it is not.
std::string largeness(const std::string& text, const Limits& limits) {
  if (text.size() > limits.file_bytes)
    return fmt::format("bytes {} (max_file_bytes {})", text.size(), limits.file_bytes);
  const auto lines = std::ranges::count(text, '\n');
  return std::cmp_greater(lines, limits.file_lines)
             ? fmt::format("lines {} (max_file_lines {})", lines, limits.file_lines)
             : "";
}

// How many functions (item macros count as such) a change touches; a change outside of any counts as many.
std::size_t functions_touched(const ChangedFile& file) {
  std::set<std::string> touched;
  const auto add = [&](const std::vector<rust_code::Item>& items, std::size_t index) {
    const rust_code::Item& item = items[index];
    const bool is_function =
        item.kind == rust_code::ItemKind::function || item.kind == rust_code::ItemKind::macro_call;
    touched.insert(is_function ? item.path : item.path + " (no function)");
    return is_function;
  };
  bool only_functions = true;
  for (const auto& change : file.items.changed) only_functions &= add(file.items.after, change.after);
  for (const std::size_t index : file.items.added) only_functions &= add(file.items.after, index);
  for (const std::size_t index : file.items.deleted) only_functions &= add(file.items.before, index);
  return only_functions ? touched.size() : touched.size() + 2;
}

// A last line without an end counts as if it had one.
std::size_t bytes_of(const std::string& text, const LineIndex& lines, const LineRange& range) {
  const std::size_t bytes = lines.begin(range.end) - lines.begin(range.begin);
  const bool reaches_end = range.begin < lines.count() && range.end >= lines.count();
  return bytes + (reaches_end && !text.ends_with('\n') ? 1 : 0);
}

std::size_t changed_bytes(const ChangeSet& set) {
  std::size_t bytes = 0;
  for (const ChangedFile& file : set.files) {
    const LineIndex before(file.before), after(file.after);
    for (const ChangedLines& lines : file.change.lines) {
      bytes += bytes_of(file.before, before, lines.before) + bytes_of(file.after, after, lines.after);
    }
  }
  return bytes;
}

constexpr std::size_t most_functions = 2;  // that a change of a large file touches

std::optional<Drop> large_file_drop(const ChangedFile& file, const Limits& limits) {
  std::string how = largeness(file.before, limits);
  if (how.empty()) how = largeness(file.after, limits);
  if (how.empty()) return std::nullopt;
  if (file.is_rust && file.change.kind == ChangeKind::modified) {
    const std::size_t functions = functions_touched(file);
    if (functions <= most_functions) return std::nullopt;
    how += fmt::format(", functions touched {} (at most {})", functions, most_functions);
  }
  return Drop{DropReason::large_file, file.change.path() + ": " + how};
}

std::optional<Drop> size_drop(const ChangeSet& set, const Limits& limits) {
  const LinesChanged lines = lines_changed(set);
  if (lines.all < limits.least_lines)
    return Drop{DropReason::too_few_lines,
                fmt::format("lines changed {} (at least {})", lines.all, limits.least_lines)};
  if (lines.source > limits.feature_lines)
    return Drop{DropReason::too_many_lines,
                fmt::format("lines changed {} (max_feature_lines {})", lines.source, limits.feature_lines)};
  if (const std::size_t bytes = changed_bytes(set); bytes > limits.change_bytes)
    return Drop{DropReason::too_many_lines,
                fmt::format("bytes changed {} (max_change_bytes {})", bytes, limits.change_bytes)};
  for (const ChangedFile& file : set.files) {
    if (auto drop = large_file_drop(file, limits)) return drop;
  }
  return std::nullopt;
}

std::optional<Drop> substance_drop(const ChangeSet& set) {
  auto gravest = rust_code::Difference::none;
  bool manifest = false;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) gravest = std::max(gravest, file.difference);
    manifest |= file.is_manifest;
  }
  const LinesChanged lines = lines_changed(set);
  const bool tests_only = std::ranges::all_of(set.files, [](const ChangedFile& file) {
    return !file.is_manifest && (!file.is_rust || file.source_lines == 0);
  });
  if (tests_only && gravest == rust_code::Difference::code)
    return Drop{DropReason::only_tests,
                fmt::format("lines changed {}, none of Rust outside tests", lines.all)};
  if (gravest == rust_code::Difference::code || manifest) return std::nullopt;
  const bool is_prose = gravest == rust_code::Difference::docs_and_lints;
  return Drop{is_prose ? DropReason::only_documentation : DropReason::only_layout,
              fmt::format("lines changed {} in {} files, none of them code", lines.all, set.files.size())};
}

bool is_fixture(std::string_view path) {
  for (const std::string_view part : {"tests/ui/", "/fixtures/", "/testdata/", "/test_data/"}) {
    if (path.contains(part)) return true;
  }
  return false;
}

}  // namespace

std::optional<Drop> change_drop(const ChangeSet& set, const Limits& limits) {
  if (auto drop = size_drop(set, limits)) return drop;
  if (auto drop = substance_drop(set)) return drop;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || is_fixture(file.change.path())) continue;
    // Errors that the old version has too are the grammar's (`try!` of 2015), not the commit's.
    if (file.tree_after->tree().has_errors() && !file.tree_before->tree().has_errors())
      return Drop{DropReason::does_not_parse, file.change.path() + ": syntax errors that it had not before"};
  }
  return style_drop(set);
}

}  // namespace git_miner
