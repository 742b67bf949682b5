#include "change/code_tokens.hpp"

#include <algorithm>

namespace git_miner {
namespace {

using rust_code::ByteRange;
using rust_code::NodeId;

void add_gap(const rust_code::SyntaxTree& tree, ByteRange gap, std::vector<CodeToken>& tokens) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::string_view source = tree.source();
  for (std::uint32_t at = gap.begin; at < gap.end;) {
    if (blanks.contains(source[at])) {
      ++at;
      continue;
    }
    const std::uint32_t begin = at;
    while (at < gap.end && !blanks.contains(source[at])) ++at;
    tokens.push_back({tree.text({begin, at}), {begin, at}, rust_code::no_node});
  }
}

}  // namespace

std::vector<CodeToken> tokens_within(const rust_code::SourceFile& file, ByteRange range) {
  const auto& tree = file.tree();
  const auto& nodes = tree.nodes();
  std::vector<CodeToken> tokens;
  std::uint32_t covered = range.begin;
  for (NodeId id = 0; id < nodes.size();) {
    const auto& node = nodes[id];
    const bool is_token =
        node.subtree_end == id + 1 || rust_code::is_literal(node.kind) || rust_code::is_comment(node.kind);
    const bool is_outside = node.bytes.end <= range.begin || node.bytes.begin >= range.end;
    if (is_outside || is_token) id = node.subtree_end;
    if (is_outside) continue;
    if (!is_token) {
      ++id;
      continue;
    }
    if (covered < node.bytes.begin) add_gap(tree, {covered, node.bytes.begin}, tokens);
    const bool is_within = node.bytes.begin >= range.begin && node.bytes.end <= range.end;
    if (is_within && node.bytes.begin < node.bytes.end)
      tokens.push_back({tree.text(node.bytes), node.bytes, static_cast<NodeId>(&node - nodes.data())});
    covered = std::max(covered, node.bytes.end);
  }
  if (covered < range.end) add_gap(tree, {covered, range.end}, tokens);
  return tokens;
}

std::vector<CodeToken> tokens_within(const rust_code::SourceFile& file, const LineIndex& lines,
                                     const LineRange& range) {
  return tokens_within(file, ByteRange{static_cast<std::uint32_t>(lines.begin(range.begin)),
                                       static_cast<std::uint32_t>(lines.begin(range.end))});
}

bool is_comment(const rust_code::SourceFile& file, const CodeToken& token) {
  return token.node != rust_code::no_node && rust_code::is_comment(file.tree()[token.node].kind);
}

bool is_name(rust_code::Kind kind) {
  using rust_code::Kind;
  return kind == Kind::identifier || kind == Kind::type_identifier || kind == Kind::field_identifier ||
         kind == Kind::shorthand_field_initializer;
}

}  // namespace git_miner
