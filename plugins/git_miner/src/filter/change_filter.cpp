#include "filter/change_filter.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "change/layout.hpp"
#include "change/line_index.hpp"
#include "filter/size_filter.hpp"
#include "trimmed.hpp"

namespace git_miner {
namespace {

std::multiset<std::string_view> lines_of(const std::string& text) {
  const LineIndex index(text);
  std::multiset<std::string_view> lines;
  for (std::size_t i = 0; i < index.count(); ++i) {
    if (const std::string_view line = trimmed(index.line(i)); !line.empty()) lines.insert(line);
  }
  return lines;
}

// Whether items only stand in another order in the place where they are, and nothing else differs.
bool only_reorders(const ChangeSet& set) {
  return std::ranges::all_of(set.files, [](const ChangedFile& file) {
    return file.is_rust && file.change.kind == ChangeKind::modified && file.items.added.empty() &&
           file.items.deleted.empty() && file.items.changed.empty() &&
           lines_of(file.before) == lines_of(file.after);
  });
}

std::optional<Drop> substance_drop(const ChangeSet& set) {
  auto gravest = rust_code::Difference::none;
  bool manifest = false;
  for (const ChangedFile& file : set.files) {
    const bool is_code = file.difference == rust_code::Difference::code;
    if (file.is_rust && file.difference > gravest && !(is_code && is_same_but_for_punctuation(file)))
      gravest = file.difference;
    manifest |= file.is_manifest;
  }
  const LinesChanged lines = lines_changed(set);
  const bool tests_only = std::ranges::all_of(set.files, [](const ChangedFile& file) {
    return !file.is_manifest && (!file.is_rust || file.source_lines == 0);
  });
  if (tests_only && gravest == rust_code::Difference::code)
    return Drop{DropReason::only_tests,
                fmt::format("lines changed {}, none of Rust outside tests", lines.all)};
  if (gravest == rust_code::Difference::code && only_reorders(set))
    return Drop{DropReason::only_layout,
                fmt::format("lines changed {}, and items only stand in another order", lines.all)};
  if (gravest == rust_code::Difference::code || manifest) return std::nullopt;
  const bool is_prose = gravest == rust_code::Difference::docs_and_lints;
  return Drop{is_prose ? DropReason::only_documentation : DropReason::only_layout,
              fmt::format("lines changed {} in {} files, none of them code", lines.all, set.files.size())};
}

// Old tests that a change takes away or writes anew, by lines.
struct OldTests {
  std::size_t lines = 0;
  std::size_t asserts = 0;
};

OldTests old_tests_of(const ChangeSet& set) {
  OldTests old;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_before) continue;
    const LineIndex before(file.before), after(file.after);
    std::multiset<std::string_view> kept;
    for (const ChangedLines& lines : file.change.lines) {
      for (std::size_t i = lines.after.begin; i < lines.after.end; ++i) kept.insert(trimmed(after.line(i)));
    }
    for (const ChangedLines& lines : file.change.lines) {
      for (std::size_t i = lines.before.begin; i < lines.before.end; ++i) {
        const std::string_view text = trimmed(before.line(i));
        if (text.empty() || !file.tree_before->in_test_at(static_cast<std::uint32_t>(before.begin(i))))
          continue;
        if (const auto same = kept.find(text); same != kept.end()) {  // moved
          kept.erase(same);
          continue;
        }
        ++old.lines;
        old.asserts += text.starts_with("assert") ? 1 : 0;
      }
    }
  }
  return old;
}

// Where the old tests no longer say what the code did, most of the work is no answer to a request.
std::optional<Drop> rewritten_tests_drop(const ChangeSet& set) {
  constexpr std::size_t least_lines = 10, least_asserts = 2;
  const OldTests old = old_tests_of(set);
  const std::size_t source = lines_changed(set).source;
  if (old.lines < least_lines || old.asserts < least_asserts || old.lines <= source) return std::nullopt;
  return Drop{DropReason::rewrites_tests,
              fmt::format("lines of old tests changed {}, asserts {}, lines of source {}", old.lines,
                          old.asserts, source)};
}

// An edit that does nothing for the request.
std::optional<Drop> layout_drop(const ChangeSet& set) {
  for (const ChangedFile& file : set.files) {
    if (const auto line = layout_edit(file))
      return Drop{DropReason::changes_layout,
                  fmt::format("{}:{}: nothing but the layout changes here", file.change.path(), *line)};
  }
  return std::nullopt;
}

bool is_fixture(std::string_view path) {
  for (const std::string_view part : {"tests/ui/", "/fixtures/", "/testdata/", "/test_data/"}) {
    if (path.contains(part)) return true;
  }
  return false;
}

}  // namespace

std::optional<Drop> change_drop(const ChangeSet& set, const Limits& limits, const EditionOf& edition_of) {
  if (auto drop = parsed_size_drop(set, limits)) return drop;
  if (auto drop = substance_drop(set)) return drop;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || is_fixture(file.change.path())) continue;
    // Errors that the old version has too are the grammar's (`try!` of 2015), not the commit's.
    if (file.tree_after->tree().has_errors() && !file.tree_before->tree().has_errors())
      return Drop{DropReason::does_not_parse, file.change.path() + ": syntax errors that it had not before"};
  }
  if (auto drop = rewritten_tests_drop(set)) return drop;
  if (auto drop = layout_drop(set)) return drop;
  return style_drop(set, edition_of);
}

}  // namespace git_miner
