#include "tokens.hpp"

#include <algorithm>

#include <rust_code/node_kinds.hpp>

namespace rust_code {
namespace {

constexpr char token_end = '\xff';

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void take_gap(std::string_view source, ByteRange gap, const std::function<void(ByteRange)>& take) {
  for (std::uint32_t at = gap.begin; at < gap.end;) {
    if (is_blank(source[at])) {
      ++at;
      continue;
    }
    const std::uint32_t begin = at;
    while (at < gap.end && !is_blank(source[at])) ++at;
    take({begin, at});
  }
}

}  // namespace

void for_each_token(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip,
                    const std::function<void(ByteRange)>& take) {
  std::uint32_t covered = range.begin;
  const auto cover = [&](ByteRange bytes, bool token) {
    if (covered < bytes.begin) take_gap(tree.source(), {covered, bytes.begin}, take);
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
  if (covered < range.end) take_gap(tree.source(), {covered, range.end}, take);
}

std::string token_key(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip) {
  std::string key;
  for_each_token(tree, root, range, skip, [&](ByteRange token) {
    key += tree.text(token);
    key += token_end;
  });
  return key;
}

std::string token_text(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip) {
  std::string text;
  std::uint32_t previous_end = range.begin;
  for_each_token(tree, root, range, skip, [&](ByteRange token) {
    if (!text.empty() && token.begin > previous_end) text += ' ';
    text += tree.text(token);
    previous_end = token.end;
  });
  return text;
}

}  // namespace rust_code
