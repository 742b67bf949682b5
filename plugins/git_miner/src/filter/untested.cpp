#include "filter/untested.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "change/added_lines.hpp"
#include "change/classify.hpp"
#include "change/doc_examples.hpp"
#include "change/line_index.hpp"

namespace git_miner {
namespace {

// Benchmarks and targets of a fuzzer are run by hand, and check no result.
bool is_run_apart(const std::string& path) {
  return ("/" + path).contains("/benches/") || ("/" + path).contains("/fuzz/");
}

bool brings_test(const ChangedFile& file, const AddedLines& added) {
  if (!file.is_rust || !file.tree_after || is_run_apart(file.change.path())) return false;
  const LineIndex lines(file.after);
  if (std::ranges::any_of(doc_examples(lines), [&](const DocExample& example) {
        return example.kind.is_run && added.hold(file, example.fence);
      }))
    return true;
  for (std::size_t i = 0; i < lines.count(); ++i) {
    const std::size_t code = lines.line(i).find_first_not_of(" \t");
    if (code != std::string_view::npos && added.hold(file, i) &&
        !lines.line(i).substr(code).starts_with("use ") &&
        (file.is_test || file.tree_after->in_test_at(lines.begin(i) + code)))
      return true;
  }
  return false;
}

}  // namespace

std::optional<Drop> untested_drop(const ChangeSet& set, chat::Category category) {
  if (!is_fix_or_feature(category)) return std::nullopt;
  const AddedLines added(set);
  if (std::ranges::any_of(set.files, [&](const ChangedFile& file) { return brings_test(file, added); }))
    return std::nullopt;
  return Drop{DropReason::untested, "no line of a test, no example in the documentation"};
}

}  // namespace git_miner
