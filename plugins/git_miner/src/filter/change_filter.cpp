#include "filter/change_filter.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "change/line_index.hpp"
#include "filter/style_filter.hpp"

namespace git_miner {
namespace {

bool is_large(const std::string& text, const Limits& limits) {
  return text.size() > limits.file_bytes ||
         std::cmp_greater(std::ranges::count(text, '\n'), limits.file_lines);
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

std::optional<DropReason> size_reason(const ChangeSet& set, const Limits& limits) {
  std::size_t source = 0, all = 0;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) source += file.source_lines;
    all += file.source_lines + file.test_lines;
  }
  if (all < limits.least_lines) return DropReason::too_few_lines;
  if (source > limits.feature_lines || changed_bytes(set) > limits.change_bytes)
    return DropReason::too_many_lines;
  for (const ChangedFile& file : set.files) {
    const bool large = is_large(file.before, limits) || is_large(file.after, limits);
    if (large && (!file.is_rust || file.change.kind != ChangeKind::modified || functions_touched(file) > 2)) {
      return DropReason::large_file;
    }
  }
  return std::nullopt;
}

std::optional<DropReason> substance_reason(const ChangeSet& set) {
  auto gravest = rust_code::Difference::none;
  bool manifest = false;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) gravest = std::max(gravest, file.difference);
    manifest |= file.is_manifest;
  }
  const bool tests_only = std::ranges::all_of(set.files, [](const ChangedFile& file) {
    return !file.is_manifest && (!file.is_rust || file.source_lines == 0);
  });
  if (tests_only && gravest == rust_code::Difference::code) return DropReason::only_tests;
  if (gravest == rust_code::Difference::code || manifest) return std::nullopt;
  return gravest == rust_code::Difference::docs_and_lints ? DropReason::only_documentation
                                                          : DropReason::only_layout;
}

bool is_fixture(std::string_view path) {
  for (const std::string_view part : {"tests/ui/", "/fixtures/", "/testdata/", "/test_data/"}) {
    if (path.contains(part)) return true;
  }
  return false;
}

}  // namespace

std::optional<DropReason> drop_reason_of(const ChangeSet& set, const Limits& limits) {
  if (const auto reason = size_reason(set, limits)) return reason;
  if (const auto reason = substance_reason(set)) return reason;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || is_fixture(file.change.path())) continue;
    // Errors that the old version has too are the grammar's (`try!` of 2015), not the commit's.
    if (file.tree_after->tree().has_errors() && !file.tree_before->tree().has_errors())
      return DropReason::does_not_parse;
  }
  return style_drop_reason(set);
}

}  // namespace git_miner
