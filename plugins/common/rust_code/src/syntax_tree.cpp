#include <algorithm>

#include <fmt/core.h>
#include <syntax/parse.hpp>

#include <rust_code/syntax_tree.hpp>

#include "grammar.hpp"

namespace rust_code {
namespace {

Node make_node(TSTreeCursor* cursor, NodeId parent) {
  const TSNode node = ts_tree_cursor_current_node(cursor);
  const Grammar& grammar = Grammar::instance();
  return {.bytes = {ts_node_start_byte(node), ts_node_end_byte(node)},
          .parent = parent,
          .kind = grammar.kind(ts_node_symbol(node)),
          .field = grammar.field(ts_tree_cursor_current_field_id(cursor)),
          .named = ts_node_is_named(node),
          .missing = ts_node_is_missing(node)};
}

std::vector<std::uint32_t> find_line_begins(std::string_view source) {
  std::vector<std::uint32_t> begins{0};
  for (std::size_t at = source.find('\n'); at != std::string_view::npos; at = source.find('\n', at + 1)) {
    begins.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return begins;
}

}  // namespace

base::Result<SyntaxTree> SyntaxTree::parse(std::string source, const ParseLimits& limits) {
  if (Grammar::instance().language() == nullptr) {
    return base::failure("no Rust grammar", "the linked tree-sitter does not accept its version",
                         "restore Cargo.lock of rust_bridge");
  }
  if (source.size() > std::min<std::size_t>(limits.max_bytes, INT32_MAX)) {
    return base::failure("file not parsed",
                         fmt::format("{} bytes, the limit is {}", source.size(), limits.max_bytes),
                         "leave it out or raise the limit");
  }
  SyntaxTree result;
  result.source_ = std::move(source);
  const syntax::TreePointer tree =
      syntax::parse(Grammar::instance().language(), result.source_, limits.max_work_per_byte);
  if (tree == nullptr) {
    return base::failure("file not parsed",
                         fmt::format("over {} units of work a byte: hardly Rust", limits.max_work_per_byte),
                         "leave it out or raise the limit");
  }
  result.nodes_ = syntax::flatten<Node>(tree.get(), no_node, make_node);
  result.nodes_[0].bytes = {0, static_cast<std::uint32_t>(result.source_.size())};
  result.line_begins_ = find_line_begins(result.source_);
  result.has_errors_ = ts_node_has_error(ts_tree_root_node(tree.get()));
  return result;
}

std::uint32_t SyntaxTree::line(std::uint32_t byte) const {
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), byte);
  return static_cast<std::uint32_t>(after - line_begins_.begin());
}

NodeId SyntaxTree::child(NodeId id, Field field) const {
  for (const NodeId child : children(id)) {
    if (nodes_[child].field == field) return child;
  }
  return no_node;
}

NodeId SyntaxTree::child(NodeId id, Kind kind) const {
  for (const NodeId child : children(id)) {
    if (nodes_[child].kind == kind) return child;
  }
  return no_node;
}

}  // namespace rust_code
