// Unsafe code, and whether it says why it is sound.
#pragma once

#include <string_view>
#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

enum class UnsafeKind { block, function, impl, trait, foreign_block, in_macro };
constexpr auto enum_names(UnsafeKind) {
  return base::names("block", "function", "impl", "trait", "extern block", "in macro");
}

struct UnsafeSite {
  UnsafeKind kind{};
  ByteRange bytes;  // the block or item, attributes apart; of a block among the tokens of a macro the keyword
  std::uint32_t line = 0;
  // Blocks and impls: a comment with `SAFETY:` (any case) directly above the statement or item, between its
  // begin and the block since the last unsafe block, or first thing in the block. Functions and traits: the
  // same, or documentation with a heading `# Safety`.
  bool is_documented = false;
};

// In the order of the text; none in tests.
std::vector<UnsafeSite> find_unsafe(const SourceFile& file);

}  // namespace rust_code
