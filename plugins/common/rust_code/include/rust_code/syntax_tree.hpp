// The syntax tree of one Rust file: its bytes and its nodes, flattened into one array.
//
// tree-sitter parses; the tree is then copied out of it, because walking its own nodes upwards costs time in
// proportion to the depth, and recursion over them overflows the stack on hostile input. Every walk here is a
// loop over an array. Any bytes are accepted: what is no Rust becomes `error` nodes, and the rest is still
// found.
#pragma once

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <rust_code/node.hpp>

namespace rust_code {

struct ParseLimits {
  std::size_t max_bytes = 16u << 20;
  // Some broken text takes the parser time in proportion to the square of its size. 0: no limit. Counted in
  // bytes read, words allocated and steps of the parser, not in seconds, so that the outcome is the same on
  // every machine.
  std::uint64_t max_work_per_byte = 2000;
};

// What another version has in the place of some text of the first.
struct TextChange {
  ByteRange before, after;
};

// Immutable: any number of threads may read one tree, and parse others, at the same time.
class SyntaxTree {
 public:
  // Fails with a text for people when a limit is hit. An empty file is a tree with one node.
  static base::Result<SyntaxTree> parse(std::string source, const ParseLimits& limits = {});

  // Two versions of a file, each the tree that `parse` gives; the second costs as much as it differs. `changes`: all in
  // which they differ, in order; if it is not that, both are parsed alone.
  struct Versions;
  static Versions parse_versions(std::string before, std::string after, std::span<const TextChange> changes,
                                 const ParseLimits& limits = {});

  std::string_view source() const { return source_; }
  std::span<const Node> nodes() const { return nodes_; }  // never empty; [0] is the file
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  std::string_view text(NodeId id) const { return text(nodes_[id].bytes); }
  std::string_view text(ByteRange range) const {
    return std::string_view(source_).substr(range.begin, range.end - range.begin);
  }

  // 1-based; the line that holds the byte.
  std::uint32_t line(std::uint32_t byte) const;

  // True if any text did not parse, or a token was missing.
  bool has_errors() const { return has_errors_; }

  bool is(NodeId id, Kind kind) const { return id != no_node && nodes_[id].kind == kind; }
  NodeId parent(NodeId id) const { return nodes_[id].parent; }
  // The first child in this role, or of this kind; no_node if there is none.
  NodeId child(NodeId id, Field field) const;
  NodeId child(NodeId id, Kind kind) const;

  class Children;
  Children children(NodeId id) const;

 private:
  SyntaxTree() = default;
  struct Parsed;
  static base::Result<Parsed> parse_with(std::string source, const ParseLimits& limits, const Parsed* before);

  std::string source_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> line_begins_;
  bool has_errors_ = false;
};

struct SyntaxTree::Versions {
  base::Result<SyntaxTree> before, after;
};

// The children of a node, comments and punctuation included: `for (NodeId child : tree.children(id))`.
class SyntaxTree::Children {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = NodeId;
    using difference_type = std::ptrdiff_t;
    using pointer = const NodeId*;
    using reference = NodeId;

    Iterator() = default;
    Iterator(const Node* nodes, NodeId id) : nodes_(nodes), id_(id) {}
    NodeId operator*() const { return id_; }
    Iterator& operator++() {
      id_ = nodes_[id_].subtree_end;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return id_ == other.id_; }

   private:
    const Node* nodes_ = nullptr;
    NodeId id_ = 0;
  };

  Children(const Node* nodes, NodeId parent) : nodes_(nodes), parent_(parent) {}
  Iterator begin() const { return {nodes_, parent_ + 1}; }
  Iterator end() const { return {nodes_, nodes_[parent_].subtree_end}; }

 private:
  const Node* nodes_;
  NodeId parent_;
};

inline SyntaxTree::Children SyntaxTree::children(NodeId id) const { return {nodes_.data(), id}; }

}  // namespace rust_code
