#include <rust_code/statements.hpp>

#include "node_kinds.hpp"

namespace rust_code {

std::size_t count_statements(const SourceFile& file, std::optional<ByteRange> within) {
  const SyntaxTree& tree = file.tree();
  std::size_t count = 0;
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    const Node& node = tree[id];
    if (!node.named || !tree.is(node.parent, Kind::block)) continue;
    if (is_comment(node.kind) || is_item(node.kind)) continue;
    switch (node.kind) {
      case Kind::attribute_item:
      case Kind::inner_attribute_item:
      case Kind::label:
      case Kind::empty_statement:
      case Kind::error:
        continue;
      default:
        break;
    }
    const bool inside = !within || (node.bytes.begin >= within->begin && node.bytes.begin < within->end);
    if (inside && !file.in_test(id)) ++count;
  }
  return count;
}

}  // namespace rust_code
