#include "change/shape_tokens.hpp"

namespace git_miner {

using rust_code::ByteRange;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SourceFile;

Tokens tokens_of(const SourceFile& file, ByteRange range, Skip skip, Tests tests) {
  const auto& tree = file.tree();
  const auto& nodes = tree.nodes();
  Tokens tokens;
  for (NodeId id = 0; id < nodes.size();) {
    const auto& node = nodes[id];
    const bool is_outside = node.bytes.end <= range.begin || node.bytes.begin >= range.end;
    const bool is_skipped = rust_code::is_comment(node.kind) || node.kind == Kind::attribute_item ||
                            node.kind == Kind::inner_attribute_item ||
                            (skip == Skip::imports && (node.kind == Kind::use_declaration ||
                                                       node.kind == Kind::extern_crate_declaration)) ||
                            (skip == Skip::visibility && node.kind == Kind::visibility_modifier);
    if (is_outside || is_skipped) {
      id = node.subtree_end;
      continue;
    }
    const bool is_leaf = node.subtree_end == id + 1 || rust_code::is_literal(node.kind);
    if (!is_leaf) {
      ++id;
      continue;
    }
    id = node.subtree_end;
    const std::string_view text = tree.text(node.bytes);
    if (text.empty() || (tests == Tests::skipped && file.in_test_at(node.bytes.begin))) continue;
    const bool closes = text == ")" || text == "]" || text == "}" || text == ">";
    if (closes && !tokens.empty() && tokens.back().text == ",") tokens.pop_back();
    tokens.push_back({text, node.kind, is_name(node.kind)});
  }
  return tokens;
}

ByteRange all_of(const SourceFile& file) {
  return {0, static_cast<std::uint32_t>(file.tree().source().size())};
}

}  // namespace git_miner
