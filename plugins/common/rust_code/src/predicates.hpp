// The predicates of `cfg` and `cfg_attr`, as far as they can be decided.
#pragma once

#include <functional>
#include <vector>

#include <rust_code/syntax_tree.hpp>

namespace rust_code {

using Tokens = std::vector<NodeId>;

// The comma-separated arguments of a token tree; each a list of its tokens, path separators included.
std::vector<Tokens> arguments_of(const SyntaxTree& tree, NodeId token_tree);

// Whether a predicate may hold, or fail, in one of the builds in question; both where nothing is known.
struct May {
  bool hold = true;
  bool fail = true;
};

// `option` decides what is neither `all`, `any`, `not`, `true` nor `false`.
May truth(const SyntaxTree& tree, const Tokens& predicate, const std::function<May(const Tokens&)>& option);

}  // namespace rust_code
