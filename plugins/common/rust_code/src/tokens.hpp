// The tokens of a part of a file: what is left without white space and comments. Literals are kept whole.
#pragma once

#include <functional>
#include <string>

#include <rust_code/syntax_tree.hpp>

namespace rust_code {

using SkipNode = std::function<bool(NodeId)>;  // true: leave out this node and all below it

// Calls `take` for each token below `root` within `range`, in order. Text that the grammar has no visible
// node for (some punctuation in macros, broken code) comes as one token for each run without white space.
void for_each_token(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip,
                    const std::function<void(ByteRange)>& take);

// The tokens, each followed by a byte that no UTF-8 text holds: equal if and only if the tokens are.
std::string token_key(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip = nullptr);

// For people: the tokens, with one blank where the source has white space or a comment between two of them.
std::string token_text(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip = nullptr);

}  // namespace rust_code
