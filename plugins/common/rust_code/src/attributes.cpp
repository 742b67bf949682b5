#include "attributes.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "predicates.hpp"

namespace rust_code {
namespace {

constexpr int max_predicate_depth = 32;  // real ones have 3; deeper ones count as unknown

// What is asked of a predicate: that it holds only under test, or that it holds wherever test does not.
enum class Claim { only_under_test, always_without_test };

bool claim_holds(const SyntaxTree& tree, const Tokens& predicate, Claim claim, int depth) {
  if (predicate.empty() || depth > max_predicate_depth) return false;
  const std::string_view name = tree.text(predicate[0]);
  if (predicate.size() == 1) return name == "test" && claim == Claim::only_under_test;
  if (predicate.size() != 2 || !tree.is(predicate[1], Kind::token_tree)) return false;
  const std::vector<Tokens> operands = arguments_of(tree, predicate[1]);
  if (name == "not" && operands.size() == 1) {
    const Claim opposite =
        claim == Claim::only_under_test ? Claim::always_without_test : Claim::only_under_test;
    return claim_holds(tree, operands[0], opposite, depth + 1);
  }
  const auto holds = [&](const Tokens& operand) { return claim_holds(tree, operand, claim, depth + 1); };
  const bool one_is_enough = (name == "all") == (claim == Claim::only_under_test);
  if (name == "all" || name == "any") {
    return one_is_enough ? std::ranges::any_of(operands, holds)
                         : !operands.empty() && std::ranges::all_of(operands, holds);
  }
  return false;
}

// In a build with, or without, `test`. Features, targets and the like may be one or the other.
May truth_under(const SyntaxTree& tree, const Tokens& predicate, bool under_test) {
  return truth(tree, predicate, [&](const Tokens& option) {
    if (option.size() == 1 && tree.text(option[0]) == "test") return May{under_test, !under_test};
    return May{};
  });
}

// `cfg_attr(p, test)` makes a test of a function, which then exists in builds of tests only, if `p` can hold
// both in them and in others: `cfg_attr(test, test)` leaves a function of the program.
bool may_make_a_test(const SyntaxTree& tree, const Tokens& predicate) {
  return truth_under(tree, predicate, true).hold && truth_under(tree, predicate, false).hold;
}

bool is_test_name(std::string_view path) {
  constexpr std::array<std::string_view, 12> names{
      "test",     "bench",     "rstest",      "rstest_parallel", "fixture",       "quickcheck",
      "proptest", "test_case", "test_matrix", "test_resources",  "parameterized", "test_log"};
  const std::string_view name = last_segment(path);
  return std::ranges::find(names, name) != names.end() || name.ends_with("_test") ||
         name.ends_with("_bench") || name.ends_with("_benchmark");
}

bool is_doc_or_lint_name(std::string_view path) {
  constexpr std::array<std::string_view, 6> names{"doc", "allow", "expect", "warn", "deny", "forbid"};
  return std::ranges::find(names, path) != names.end();
}

// The path at the head of an argument of `cfg_attr`: everything before its own arguments or `=`.
std::string_view path_of(const SyntaxTree& tree, const Tokens& tokens) {
  if (tokens.empty()) return {};
  std::uint32_t end = tree[tokens[0]].bytes.begin;
  for (const NodeId token : tokens) {
    const Kind kind = tree[token].kind;
    if (kind != Kind::identifier && kind != Kind::colon_colon && kind != Kind::crate_keyword) break;
    end = tree[token].bytes.end;
  }
  return tree.text(ByteRange{tree[tokens[0]].bytes.begin, end});
}

}  // namespace

std::string_view last_segment(std::string_view path) {
  const std::size_t separator = path.rfind("::");
  if (separator == std::string_view::npos) return path;
  path.remove_prefix(separator + 2);
  const std::size_t blank = path.find_first_not_of(" \t\r\n");
  return blank == std::string_view::npos ? std::string_view{} : path.substr(blank);
}

std::string_view attribute_path(const SyntaxTree& tree, NodeId item) {
  const NodeId attribute = tree.child(item, Kind::attribute);
  if (attribute == no_node) return {};
  for (const NodeId child : tree.children(attribute)) {
    if (tree[child].named && tree[child].field == Field::none) return tree.text(child);
  }
  return {};
}

NodeId attribute_arguments(const SyntaxTree& tree, NodeId item) {
  const NodeId attribute = tree.child(item, Kind::attribute);
  return attribute == no_node ? no_node : tree.child(attribute, Kind::token_tree);
}

bool is_test_only_cfg(const SyntaxTree& tree, NodeId item) {
  if (attribute_path(tree, item) != "cfg") return false;
  const NodeId arguments = attribute_arguments(tree, item);
  if (arguments == no_node) return false;
  const std::vector<Tokens> predicates = arguments_of(tree, arguments);
  return predicates.size() == 1 && claim_holds(tree, predicates[0], Claim::only_under_test, 0);
}

bool is_test_attribute(const SyntaxTree& tree, NodeId item) {
  const std::string_view path = attribute_path(tree, item);
  if (path != "cfg_attr") return is_test_name(path);
  const NodeId arguments = attribute_arguments(tree, item);
  if (arguments == no_node) return false;
  const std::vector<Tokens> parts = arguments_of(tree, arguments);
  return parts.size() > 1 && may_make_a_test(tree, parts[0]) &&
         std::any_of(parts.begin() + 1, parts.end(),
                     [&](const Tokens& applied) { return is_test_name(path_of(tree, applied)); });
}

bool is_doc_or_lint_attribute(const SyntaxTree& tree, NodeId item) {
  const std::string_view path = attribute_path(tree, item);
  if (path != "cfg_attr") return is_doc_or_lint_name(path);
  const NodeId arguments = attribute_arguments(tree, item);
  if (arguments == no_node) return false;
  const std::vector<Tokens> parts = arguments_of(tree, arguments);
  if (parts.size() < 2) return false;
  if (path_of(tree, parts[0]) == "docsrs" && parts[0].size() == 1) return true;
  return std::all_of(parts.begin() + 1, parts.end(),
                     [&](const Tokens& applied) { return is_doc_or_lint_name(path_of(tree, applied)); });
}

}  // namespace rust_code
