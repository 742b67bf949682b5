// The tokens of a part of a file: what is left without white space and comments. Literals are kept whole.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include <rust_code/node_kinds.hpp>
#include <rust_code/syntax_tree.hpp>

namespace rust_code {

using SkipNode = std::function<bool(NodeId)>;  // true: leave out this node and all below it

// Calls `take(bytes)` for each run without white space.
template <class Take>
void for_each_run(std::string_view source, ByteRange range, const Take& take) {
  const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  for (std::uint32_t at = range.begin; at < range.end;) {
    if (is_blank(source[at])) {
      ++at;
      continue;
    }
    const std::uint32_t begin = at;
    while (at < range.end && !is_blank(source[at])) ++at;
    take(ByteRange{begin, at});
  }
}

// Calls `take(bytes)` for each token below `root` within `range`, in order. Text that the grammar has no visible
// node for (some punctuation in macros, broken code) comes as one token for each run without white space.
template <class Take>
void for_each_token(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip,
                    const Take& take) {
  std::uint32_t covered = range.begin;
  const auto cover = [&](ByteRange bytes, bool token) {
    if (covered < bytes.begin) for_each_run(tree.source(), {covered, bytes.begin}, take);
    if (token && bytes.begin < bytes.end) take(bytes);
    covered = std::max(covered, bytes.end);
  };
  const NodeId last = tree[root].subtree_end;
  for (NodeId id = root; id < last;) {
    const Node& node = tree[id];
    const bool outside = node.bytes.end <= range.begin || node.bytes.begin >= range.end;
    const bool within = node.bytes.begin >= range.begin && node.bytes.end <= range.end;
    const bool omitted = within && (is_comment(node.kind) || (skip && skip(id)));
    const bool leaf = node.subtree_end == id + 1 || is_literal(node.kind);
    if (!outside && within && (omitted || leaf)) cover(node.bytes, !omitted);
    id = outside || omitted || leaf ? node.subtree_end : id + 1;
  }
  if (covered < range.end) for_each_run(tree.source(), {covered, range.end}, take);
}

// The tokens, each followed by a byte that no UTF-8 text holds: equal if and only if the tokens are.
std::string token_key(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip = nullptr);

// Whether two files have the same tokens.
bool same_tokens(const SyntaxTree& a, const SyntaxTree& b, const SkipNode& skip_in_a = nullptr,
                 const SkipNode& skip_in_b = nullptr);

// For people: the tokens, with one blank where the source has white space or a comment between two of them.
std::string token_text(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip = nullptr);

}  // namespace rust_code
