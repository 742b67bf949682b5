// Reading attributes: what they are called, and whether they make a test of what they stand on.
#pragma once

#include <string_view>

#include <rust_code/syntax_tree.hpp>

namespace rust_code {

// The path of an `attribute_item` or `inner_attribute_item` as written, `tokio::test`; empty if it is broken.
std::string_view attribute_path(const SyntaxTree& tree, NodeId item);

// Its arguments, a `token_tree`, or no_node.
NodeId attribute_arguments(const SyntaxTree& tree, NodeId item);

// True for `#[cfg(..)]` whose predicate cannot hold without `test`.
bool is_test_only_cfg(const SyntaxTree& tree, NodeId item);

// True for `#[test]` and its kin, also as an argument of a `#[cfg_attr(..)]` that can
// apply both under test and without.
bool is_test_attribute(const SyntaxTree& tree, NodeId item);

// True for an attribute that changes documentation or lints only: doc, allow, expect, warn, deny, forbid,
// `cfg_attr(docsrs, ..)`, and a `cfg_attr` that applies nothing but those.
bool is_doc_or_lint_attribute(const SyntaxTree& tree, NodeId item);

// The last segment of a path as written: `b` of `a::b`.
std::string_view last_segment(std::string_view path);

}  // namespace rust_code
