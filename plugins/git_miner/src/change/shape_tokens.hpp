// The tokens of Rust code without its layout and comments, by which two sides of a change are compared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rust_code/node_kinds.hpp>
#include <rust_code/source_file.hpp>

#include "change/change_set.hpp"
#include "change/code_tokens.hpp"

namespace git_miner {

struct Token {
  std::string_view text;
  rust_code::Kind kind{};
  bool is_name = false;
};
using Tokens = std::vector<Token>;

enum class Skip { none, imports, visibility };

enum class Tests { skipped, taken };

// Without comments, attributes, and commas before a closing bracket, which come and go with the layout. The file must outlive
// the tokens.
Tokens tokens_of(const rust_code::SourceFile& file, rust_code::ByteRange range, Skip skip,
                 Tests tests = Tests::skipped);

rust_code::ByteRange all_of(const rust_code::SourceFile& file);

// Files with a source on that side, tests of their own apart.
template <typename Take>
void for_sources(const ChangeSet& set, const Take& take) {
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && !file.is_test && file.tree_before && file.tree_after) take(file);
  }
}

}  // namespace git_miner
