#include "filter/change_filter.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "filter/size_filter.hpp"
#include "filter/style_filter.hpp"

namespace git_miner {
namespace {

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
  if (auto drop = parsed_size_drop(set, limits)) return drop;
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
