#include "context.hpp"

#include <rust_code/node_kinds.hpp>

namespace rust_code {

Surroundings::Surroundings(const SyntaxTree& tree)
    : tree_(tree),
      function_(tree.nodes().size(), no_node),
      item_(tree.nodes().size(), no_node),
      constant_(tree.nodes().size()) {
  for (NodeId id = 1; id < tree.nodes().size(); ++id) {
    const NodeId parent = tree.parent(id);
    const Kind kind = tree[id].kind;
    function_[id] = is_function(kind) ? id : function_[parent];
    item_[id] = is_item(kind) ? id : item_[parent];
    // A function or closure within a constant's value runs like any other: `LazyLock::new(|| ..)`.
    const bool constant = kind == Kind::const_item || kind == Kind::static_item || kind == Kind::const_block;
    constant_[id] = constant || (constant_[parent] && !is_function(kind) && kind != Kind::closure_expression);
  }
}

bool Surroundings::in_main(NodeId id) const {
  const NodeId function = function_[id];
  if (function == no_node || !tree_.is(tree_.parent(function), Kind::source_file)) return false;
  const NodeId name = tree_.child(function, Field::name);
  return name != no_node && tree_.text(name) == "main";
}

}  // namespace rust_code
