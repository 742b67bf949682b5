// Error types that say nothing: `Box<dyn Error>` and its kin.
#pragma once

#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

struct BoxedError {
  ByteRange bytes;  // `Box<dyn Error + Send + Sync>`
  std::uint32_t line = 0;
  bool is_alias = false;   // the right side of a type alias: its uses are not found again
  bool is_public = false;  // in an item that is `pub`
  bool in_main = false;    // in `fn main` or its signature
};

// Box, Arc and Rc of a trait object whose trait's last name is Error, under any path, in any order of bounds,
// with or without parentheses, and under names that a `use .. as` of the file gives to pointer or trait;
// before Rust 2018 also without `dyn`, where the path leads to std. Not found: `&dyn Error`, another trait of
// that name declared in the file, aliases from elsewhere, tokens of macros. In the order of the text; none in
// tests.
std::vector<BoxedError> find_boxed_errors(const SourceFile& file);

}  // namespace rust_code
