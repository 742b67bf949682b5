// Parses text of any language that has a tree-sitter grammar, and copies the tree into an array.
//
// The copy, because walking tree-sitter's own nodes upwards costs time in proportion to the depth, and recursion over
// them overflows the stack on hostile input: every walk over an array is a loop.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <tree_sitter/api.h>

namespace syntax {

struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using TreePointer = std::unique_ptr<TSTree, TreeDeleter>;

// Some broken text takes a parser time in proportion to the square of its size. Null if the parse took more work than
// this for each byte (0: no limit), counted in bytes read, words allocated and steps of the parser, not in seconds, so
// that the outcome is the same on every machine. `source` below 2 GiB. `before`: the tree of another version that knows
// what was edited since (ts_tree_edit); parts that the edits leave alone are taken from it. Thread-safe.
TreePointer parse(const TSLanguage* language, std::string_view source, std::uint64_t max_work_per_byte,
                  const TSTree* before = nullptr);

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

// All nodes: parents before their children, siblings in the order of the text. `make(cursor, parent)` describes the
// cursor's node as a `Node`, whose parent (an index; that of the root is `no_parent`) it sets; `subtree_end`, one past
// the last descendant, is set here.
template <class Node, class Index, class Make>
std::vector<Node> flatten(const TSTree* tree, Index no_parent, Make make) {
  std::vector<Node> nodes;
  nodes.reserve(ts_node_descendant_count(ts_tree_root_node(tree)));
  Cursor cursor(ts_tree_root_node(tree));
  Index current = 0;
  nodes.push_back(make(cursor.get(), no_parent));
  while (true) {
    if (ts_tree_cursor_goto_first_child(cursor.get())) {
      nodes.push_back(make(cursor.get(), current));
      current = static_cast<Index>(nodes.size() - 1);
      continue;
    }
    while (!ts_tree_cursor_goto_next_sibling(cursor.get())) {
      nodes[current].subtree_end = static_cast<Index>(nodes.size());
      if (!ts_tree_cursor_goto_parent(cursor.get())) return nodes;
      current = nodes[current].parent;
    }
    nodes[current].subtree_end = static_cast<Index>(nodes.size());
    nodes.push_back(make(cursor.get(), nodes[current].parent));
    current = static_cast<Index>(nodes.size() - 1);
  }
}

}  // namespace syntax
