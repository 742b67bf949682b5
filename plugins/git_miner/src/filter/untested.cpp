#include "filter/untested.hpp"

#include <algorithm>
#include <string_view>

#include <re2/re2.h>

#include "change/added_lines.hpp"
#include "change/line_index.hpp"

namespace git_miner {
namespace {

bool opens_example(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == line.npos) return false;
  line.remove_prefix(begin);
  // In another language, or not run, it tests nothing.
  static const re2::RE2 opening(
      R"(^//[/!]\s*```\s*(?:rust|should_panic|edition\d+|test_harness)?(?:,\s*(?:rust|should_panic|edition\d+))*\s*$)");
  return re2::RE2::FullMatch(re2::StringPiece(line.data(), line.size()), opening);
}

bool brings_test(const ChangedFile& file, const AddedLines& added) {
  if (!file.is_rust || !file.tree_after) return false;
  const LineIndex lines(file.after);
  for (std::size_t i = 0; i < lines.count(); ++i) {
    const std::size_t code = lines.line(i).find_first_not_of(" \t");
    if (code != std::string_view::npos && added.hold(file, i) &&
        !lines.line(i).substr(code).starts_with("use ") &&
        (file.is_test || file.tree_after->in_test_at(lines.begin(i) + code) || opens_example(lines.line(i))))
      return true;
  }
  return false;
}

}  // namespace

std::optional<Drop> untested_drop(const ChangeSet& set, chat::Category category) {
  if (category != chat::Category::bug_fix && category != chat::Category::feature) return std::nullopt;
  const AddedLines added(set);
  if (std::ranges::any_of(set.files, [&](const ChangedFile& file) { return brings_test(file, added); }))
    return std::nullopt;
  return Drop{DropReason::untested, "no line of a test, no example in the documentation"};
}

}  // namespace git_miner
