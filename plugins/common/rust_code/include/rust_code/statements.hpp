// How much a file does: its statements.
#pragma once

#include <cstddef>
#include <optional>

#include <rust_code/source_file.hpp>

namespace rust_code {

// Statements and final expressions of all blocks, those of blocks within them too: `let`, expression, macro
// call. Items, comments and empty statements are none; what a macro call holds counts as the one call. Tests
// do not count. `within`: only those that begin in this range.
std::size_t count_statements(const SourceFile& file, std::optional<ByteRange> within = std::nullopt);

}  // namespace rust_code
