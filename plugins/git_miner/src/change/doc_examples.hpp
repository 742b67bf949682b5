// Blocks of code in documentation, as rustdoc takes them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "change/line_index.hpp"

namespace git_miner {

// By what stands behind the opening fence.
struct Fence {
  bool is_rust = false;   // rustdoc takes the block for Rust
  bool is_built = false;  // likewise, and has to build
  bool is_run = false;    // likewise, and is run as a test
};
Fence fence_of(std::string_view info);

struct DocExample {
  std::size_t fence = 0;  // the line that opens it, from 0
  LineRange lines;        // between the fences, of `///` or `//!`
  Fence kind;
  bool is_closed = false;
};

// In order. A block ends where the documentation does.
std::vector<DocExample> doc_examples(const LineIndex& lines);

// What a line of documentation says, without `///` and one blank behind it.
std::string_view doc_text(std::string_view line);

}  // namespace git_miner
