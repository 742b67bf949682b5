#include <algorithm>
#include <memory>

#include <fmt/core.h>

#include <rust_code/syntax_tree.hpp>

#include "grammar.hpp"
#include "parse_meter.hpp"

namespace rust_code {
namespace {

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using ParserPointer = std::unique_ptr<TSParser, ParserDeleter>;
using TreePointer = std::unique_ptr<TSTree, TreeDeleter>;

class Cursor {
 public:
  explicit Cursor(TSNode root) : cursor_(ts_tree_cursor_new(root)) {}
  ~Cursor() { ts_tree_cursor_delete(&cursor_); }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  TSTreeCursor* get() { return &cursor_; }

 private:
  TSTreeCursor cursor_;
};

// Null if the parse was given up.
TreePointer run_parser(std::string_view source, const ParseLimits& limits) {
  const ParserPointer parser(ts_parser_new());
  ts_parser_set_language(parser.get(), Grammar::instance().language());
  ParseMeter meter(source, limits.max_work_per_byte);
  TreePointer tree(ts_parser_parse_with_options(parser.get(), nullptr, meter.input(), meter.options()));
  if (meter.is_exceeded()) tree.reset();
  return tree;
}

Node make_node(Cursor& cursor, NodeId parent) {
  const TSNode node = ts_tree_cursor_current_node(cursor.get());
  const Grammar& grammar = Grammar::instance();
  return {.bytes = {ts_node_start_byte(node), ts_node_end_byte(node)},
          .parent = parent,
          .kind = grammar.kind(ts_node_symbol(node)),
          .field = grammar.field(ts_tree_cursor_current_field_id(cursor.get())),
          .named = ts_node_is_named(node),
          .missing = ts_node_is_missing(node)};
}

// Preorder, without recursion.
std::vector<Node> flatten(const TSTree* tree) {
  std::vector<Node> nodes;
  nodes.reserve(ts_node_descendant_count(ts_tree_root_node(tree)));
  Cursor cursor(ts_tree_root_node(tree));
  NodeId current = 0;
  nodes.push_back(make_node(cursor, no_node));
  while (true) {
    if (ts_tree_cursor_goto_first_child(cursor.get())) {
      nodes.push_back(make_node(cursor, current));
      current = static_cast<NodeId>(nodes.size() - 1);
      continue;
    }
    while (!ts_tree_cursor_goto_next_sibling(cursor.get())) {
      nodes[current].subtree_end = static_cast<NodeId>(nodes.size());
      if (!ts_tree_cursor_goto_parent(cursor.get())) return nodes;
      current = nodes[current].parent;
    }
    nodes[current].subtree_end = static_cast<NodeId>(nodes.size());
    nodes.push_back(make_node(cursor, nodes[current].parent));
    current = static_cast<NodeId>(nodes.size() - 1);
  }
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
    return base::failure(
        "no Rust grammar (the linked tree-sitter does not accept its version): restore Cargo.lock of "
        "rust_bridge");
  }
  if (source.size() > std::min<std::size_t>(limits.max_bytes, INT32_MAX)) {
    return base::failure(
        fmt::format("file not parsed ({} bytes, the limit is {}): leave it out or raise the limit",
                    source.size(), limits.max_bytes));
  }
  SyntaxTree result;
  result.source_ = std::move(source);
  const TreePointer tree = run_parser(result.source_, limits);
  if (tree == nullptr) {
    return base::failure(fmt::format(
        "file not parsed (over {} units of work a byte: hardly Rust): leave it out or raise the limit",
        limits.max_work_per_byte));
  }
  result.nodes_ = flatten(tree.get());
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
