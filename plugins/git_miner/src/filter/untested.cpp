#include "filter/untested.hpp"

#include <algorithm>
#include <string_view>

#include "change/added_lines.hpp"

namespace git_miner {
namespace {

bool opens_example(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == line.npos) return false;
  line.remove_prefix(begin);
  return (line.starts_with("///") || line.starts_with("//!")) && line.contains("```");
}

bool brings_test(const ChangedFile& file, const AddedLines& added) {
  if (!file.is_rust || !file.tree_after) return false;
  std::size_t number = 0, begin = 0;
  while (begin < file.after.size()) {
    const std::size_t end = std::min(file.after.find('\n', begin), file.after.size());
    const std::string_view line = std::string_view(file.after).substr(begin, end - begin);
    const std::size_t code = line.find_first_not_of(" \t");
    if (code != line.npos && added.hold(file, number) &&
        (file.is_test || file.tree_after->in_test_at(begin + code) || opens_example(line)))
      return true;
    begin = end + 1;
    ++number;
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
