// Punctuation that says nothing: the code means the same without it.
#pragma once

#include <cstdint>
#include <set>

#include <rust_code/source_file.hpp>

namespace git_miner {

// Where such tokens begin: parentheses around what binds closely enough without them, or around an expression that a macro is
// given; braces around one expression in an arm or closure, and around one name in an import; the comma behind an arm or
// before a closing bracket, but for that of a tuple of one and in macros; semicolons behind nothing, and behind a `return`
// that ends a block.
std::set<std::uint32_t> idle_punctuation(const rust_code::SourceFile& file);

}  // namespace git_miner
