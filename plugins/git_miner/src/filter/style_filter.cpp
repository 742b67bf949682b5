#include "filter/style_filter.hpp"

#include <utility>

#include <fmt/format.h>

#include <house_style/breaches.hpp>

#include "change/added_lines.hpp"
#include "change/doc_examples.hpp"
#include "change/line_index.hpp"
#include "filter/copied_block.hpp"
#include "filter/copied_documentation.hpp"
#include "filter/mixed_derives.hpp"

namespace git_miner {
namespace {

using house_style::Rule;

DropReason reason_of(Rule rule) {
  switch (rule) {
    case Rule::unwrap:
      return DropReason::adds_unwrap;
    case Rule::panic:
      return DropReason::adds_panic;
    case Rule::boxed_error:
      return DropReason::adds_boxed_error;
    case Rule::unsafe_code:
      return DropReason::adds_unsafe;
    case Rule::dbg:
      return DropReason::adds_dbg;
    case Rule::static_lifetime:
      return DropReason::adds_static;
    case Rule::swallowed_error:
      return DropReason::swallows_error;
    case Rule::outdated_idiom:
      return DropReason::outdated_idiom;
    case Rule::silenced_lint:
      return DropReason::silences_lint;
    case Rule::dead_code:
      break;
  }
  return DropReason::adds_dead_code;
}

// The first example of documentation that the change opens and does not close.
std::string open_example(const ChangedFile& file, const AddedLines& added) {
  for (const DocExample& example : doc_examples(LineIndex(file.after))) {
    if (!example.is_closed && added.hold(file, example.fence))
      return fmt::format("{}:{}: the code of an example does not end", file.change.path(), example.fence + 1);
  }
  return "";
}

}  // namespace

std::optional<Drop> style_drop(const ChangeSet& set, const EditionOf& edition_of) {
  static const auto rules = house_style::all_rules();
  const AddedLines added(set);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after) continue;
    const std::string& path = file.change.path();
    const auto& tree = file.tree_after->tree();
    for (const auto& breach :
         house_style::find_breaches(*file.tree_after, rules, edition_of(path) == "2015")) {
      const std::uint32_t line = tree.line(breach.byte);
      if (added.hold(file, line - 1))
        return Drop{reason_of(breach.rule), fmt::format("{}:{}: {}", path, line, breach.what)};
    }
    if (auto copy = copied_block(file, added); !copy.empty())
      return Drop{DropReason::adds_copy, std::move(copy)};
    if (auto copy = copied_documentation(file, added); !copy.empty())
      return Drop{DropReason::adds_copy, std::move(copy)};
    if (auto mix = mixed_derives(file, added); !mix.empty())
      return Drop{DropReason::mixes_derives, std::move(mix)};
    if (auto open = open_example(file, added); !open.empty())
      return Drop{DropReason::breaks_documentation, std::move(open)};
  }
  return std::nullopt;
}

}  // namespace git_miner
