// A file's bytes, split at item level into source and tests: what a path-based split of a patch misses.
#pragma once

#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

struct Part {
  ByteRange bytes;
  Role role = Role::source;
};

// Covers the file without gaps, in order; neighbours differ in role; no part is empty. A test goes with the
// attributes and comments above it and, where it has its lines to itself, with whole lines. Statements,
// fields and match arms under cfg(test) stay with the item they are in.
std::vector<Part> split_tests(const SourceFile& file);

}  // namespace rust_code
