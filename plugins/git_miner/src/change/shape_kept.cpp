#include "change/shape_kept.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <re2/re2.h>

#include <rust_code/node_kinds.hpp>

namespace git_miner {
namespace {

using rust_code::Kind;
using rust_code::SourceFile;

struct Traces {
  std::set<std::string> test_literals, attributes;
  std::map<std::string, std::ptrdiff_t> comparisons;
};

// The operator of an expression, not a bracket of types: its right side is what follows.
bool is_comparison(const rust_code::SyntaxTree& tree, rust_code::NodeId id) {
  static constexpr std::array<std::string_view, 6> all{"==", "!=", "<", ">", "<=", ">="};
  const auto& nodes = tree.nodes();
  const rust_code::NodeId next = nodes[id].subtree_end;
  return next == id + 1 && next < nodes.size() && nodes[next].parent == nodes[id].parent &&
         nodes[next].field == rust_code::Field::right && std::ranges::find(all, tree.text(id)) != all.end();
}

// What no run tells from its absence.
bool is_silent(const std::string& attribute) {
  static const RE2 silent(
      R"(#!?\[\s*(?:doc|allow|warn|deny|forbid|expect|must_use|inline|cold|track_caller|derive|test|cfg\s*\(\s*test|rustfmt|clippy|deprecated)\b[\s\S]*)");
  return RE2::FullMatch(attribute, silent);
}

void add_traces(const SourceFile& file, Traces& traces) {
  const auto& tree = file.tree();
  for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
    const auto& node = tree.nodes()[id];
    const bool is_literal = rust_code::is_literal(node.kind);
    const bool is_attribute = node.kind == Kind::attribute_item || node.kind == Kind::inner_attribute_item;
    const bool is_operator = is_comparison(tree, id);
    if (!is_literal && !is_attribute && !is_operator) continue;
    const std::string text(tree.text(id));
    if (file.in_test_at(node.bytes.begin)) {
      if (is_literal) traces.test_literals.insert(text);
    } else if (is_attribute && !is_silent(text)) {
      traces.attributes.insert(text);
    } else if (is_operator) {
      ++traces.comparisons[text];
    }
  }
}

bool are_traded(std::map<std::string, std::ptrdiff_t> before, std::map<std::string, std::ptrdiff_t> after) {
  bool more = false, less = false;
  for (const auto& [text, count] : before) less |= after[text] < count;
  for (const auto& [text, count] : after) more |= before[text] < count;
  return more && less;
}

}  // namespace

void add_kept(const ChangeSet& set, Shape& shape) {
  Traces before, after;
  for (const ChangedFile& file : set.files) {
    if (file.tree_before) add_traces(*file.tree_before, before);
    if (file.tree_after) add_traces(*file.tree_after, after);
  }
  shape.same_tests = before.test_literals == after.test_literals;
  shape.same_attributes = before.attributes == after.attributes;
  shape.same_comparisons = !are_traded(std::move(before.comparisons), std::move(after.comparisons));
}

}  // namespace git_miner
