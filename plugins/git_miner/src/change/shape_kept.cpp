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

#include "change/line_index.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SourceFile;

struct Traces {
  std::set<std::string> test_literals, attributes;
  std::map<std::string, std::ptrdiff_t> comparisons, orderings;
  std::map<std::string, std::set<std::string>> sorted;  // how what is sorted is collected, by variable
};

// The operator of an expression, not a bracket of types: its right side is what follows.
bool is_comparison(const rust_code::SyntaxTree& tree, rust_code::NodeId id) {
  static constexpr std::array<std::string_view, 6> all{"==", "!=", "<", ">", "<=", ">="};
  const auto& nodes = tree.nodes();
  const rust_code::NodeId next = nodes[id].subtree_end;
  return next == id + 1 && next < nodes.size() && nodes[next].parent == nodes[id].parent &&
         nodes[next].field == rust_code::Field::right && std::ranges::find(all, tree.text(id)) != all.end();
}

bool is_sorting(std::string_view method) {
  return method.starts_with("sort") || method.starts_with("dedup") || method.starts_with("select_nth_");
}

// What says which elements come, and in which order.
bool is_ordering(std::string_view method) {
  static const std::set<std::string_view> all{"reverse", "retain",     "filter",     "take",     "skip",
                                              "rev",     "take_while", "skip_while", "truncate", "step_by"};
  return is_sorting(method) || all.contains(method);
}

// What is called, without type arguments.
NodeId callee(const rust_code::SyntaxTree& tree, NodeId call) {
  const NodeId function = tree.child(call, Field::function);
  return tree.is(function, Kind::generic_function) ? tree.child(function, Field::function) : function;
}

// The name of the method that a call is of; "" of another expression.
std::string_view method_of(const rust_code::SyntaxTree& tree, NodeId id) {
  if (tree[id].kind != Kind::call_expression) return "";
  const NodeId function = callee(tree, id);
  if (!tree.is(function, Kind::field_expression)) return "";
  const NodeId name = tree.child(function, Field::field);
  return name == no_node ? "" : tree.text(name);
}

// The variable before the method.
std::string_view receiver_of(const rust_code::SyntaxTree& tree, NodeId call) {
  const NodeId value = tree.child(callee(tree, call), Field::value);
  return tree.is(value, Kind::identifier) ? tree.text(value) : "";
}

// Of a variable that is collected and sorted: its type as written, and how often its values are mapped. Of the last `let` above that binds
// it in the same function.
std::string making_of(const rust_code::SyntaxTree& tree, NodeId sorting, std::string_view variable) {
  NodeId function = sorting;
  while (function != no_node && !rust_code::is_function(tree[function].kind))
    function = tree.parent(function);
  if (function == no_node) return "";
  std::string making;
  for (NodeId id = function; id < sorting; ++id) {
    if (tree[id].kind != Kind::let_declaration) continue;
    const NodeId pattern = tree.child(id, Field::pattern), value = tree.child(id, Field::value),
                 type = tree.child(id, Field::type);
    if (pattern == no_node || value == no_node || tree.text(pattern) != variable) continue;
    making.clear();
    if (!has_word(tree.text(value), "collect")) continue;
    std::size_t maps = 0;
    for (NodeId at = value; at < tree[value].subtree_end; ++at)
      maps += method_of(tree, at).contains("map") ? 1u : 0u;
    making = (type == no_node ? "" : std::string(tree.text(type))) + " " + std::to_string(maps);
  }
  return making;
}

void add_orderings(const SourceFile& file, Traces& traces) {
  const auto& tree = file.tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    const std::string_view method = method_of(tree, id);
    if (!is_ordering(method) || file.in_test_at(tree[id].bytes.begin)) continue;
    ++traces.orderings[std::string(method)];
    if (!is_sorting(method)) continue;
    const std::string_view variable = receiver_of(tree, id);
    if (std::string making = making_of(tree, id, variable); !making.empty())
      traces.sorted[std::string(variable)].insert(std::move(making));
  }
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

std::string removed_lines(const ChangeSet& set) {
  std::string text;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust) continue;
    const LineIndex lines(file.before);
    for (const ChangedLines& change : file.change.lines) text += lines.text(change.before);
  }
  return text;
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
    if (file.tree_before) add_orderings(*file.tree_before, before);
    if (file.tree_after) add_orderings(*file.tree_after, after);
  }
  const std::string removed = removed_lines(set);
  const bool has_more = std::ranges::any_of(after.orderings, [&](const auto& one) {
    return before.orderings[one.first] < one.second && !has_word(removed, one.first);
  });
  const bool is_made_otherwise = std::ranges::any_of(after.sorted, [&](const auto& one) {
    const auto old = before.sorted.find(one.first);
    return old != before.sorted.end() && old->second != one.second;
  });
  shape.same_order = !has_more && !is_made_otherwise;
  shape.same_tests = before.test_literals == after.test_literals;
  shape.same_attributes = before.attributes == after.attributes;
  shape.same_comparisons = !are_traded(std::move(before.comparisons), std::move(after.comparisons));
}

}  // namespace git_miner
