// What stands around a node.
#pragma once

#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

// For every node the nearest function and item that it stands in (or is), no_node where there is none, and
// whether the compiler evaluates it. One pass over the file; a walk up from each node would be quadratic in
// deep nests.
class Surroundings {
 public:
  explicit Surroundings(const SyntaxTree& tree);

  NodeId function(NodeId id) const { return function_[id]; }  // function_item or function_signature_item
  bool in_constant(NodeId id) const { return constant_[id]; }
  bool in_main(NodeId id) const;                      // of a `fn main` outside any impl, trait or module
  NodeId item(NodeId id) const { return item_[id]; }  // the nearest item

 private:
  const SyntaxTree& tree_;
  std::vector<NodeId> function_;
  std::vector<NodeId> item_;
  std::vector<bool> constant_;
};

}  // namespace rust_code
