#include "predicates.hpp"

namespace rust_code {
namespace {

constexpr int max_depth = 32;  // real ones have 3; deeper ones count as unknown

using Option = std::function<May(const Tokens&)>;

May truth_at(const SyntaxTree& tree, const Tokens& predicate, const Option& option, int depth) {
  if (predicate.empty() || depth > max_depth) return {};
  const std::string_view name = tree.text(predicate[0]);
  if (predicate.size() == 1 && (name == "true" || name == "false")) return {name == "true", name == "false"};
  if (predicate.size() != 2 || !tree.is(predicate[1], Kind::token_tree)) return option(predicate);
  const std::vector<Tokens> operands = arguments_of(tree, predicate[1]);
  if (name == "not" && operands.size() == 1) {
    const May inner = truth_at(tree, operands[0], option, depth + 1);
    return {inner.fail, inner.hold};
  }
  if (name != "all" && name != "any") return option(predicate);
  const bool is_all = name == "all";
  May result{is_all, !is_all};
  for (const Tokens& operand : operands) {
    const May one = truth_at(tree, operand, option, depth + 1);
    result.hold = is_all ? result.hold && one.hold : result.hold || one.hold;
    result.fail = is_all ? result.fail || one.fail : result.fail && one.fail;
  }
  return result;
}

}  // namespace

std::vector<Tokens> arguments_of(const SyntaxTree& tree, NodeId token_tree) {
  std::vector<Tokens> arguments(1);
  for (const NodeId token : tree.children(token_tree)) {
    const Node& node = tree[token];
    if (node.bytes.begin == tree[token_tree].bytes.begin || node.bytes.end == tree[token_tree].bytes.end) {
      continue;  // the delimiters
    }
    if (node.kind == Kind::comma) {
      arguments.emplace_back();
    } else if (node.kind != Kind::line_comment && node.kind != Kind::block_comment) {
      arguments.back().push_back(token);
    }
  }
  if (arguments.back().empty()) arguments.pop_back();
  return arguments;
}

May truth(const SyntaxTree& tree, const Tokens& predicate, const Option& option) {
  return truth_at(tree, predicate, option, 0);
}

}  // namespace rust_code
