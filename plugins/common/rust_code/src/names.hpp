// Names in paths and imports.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rust_code/syntax_tree.hpp>

namespace rust_code {

// The last name of a path, type, call target or field access, without its generic arguments: `c` of
// `a::b::c::<T>` and of `x.y.c`. Empty for anything else.
std::string_view last_name(const SyntaxTree& tree, NodeId id);

// One leaf of a use declaration.
struct Import {
  // As written, the prefixes of its lists included: `std::error::Error`, `::a::b`; at most 1 KiB.
  std::string path;
  std::string name;  // what it is called here; empty for `*` and `as _`
  NodeId node = no_node;
};

// All of the file, those inside functions too.
std::vector<Import> list_imports(const SyntaxTree& tree);

}  // namespace rust_code
