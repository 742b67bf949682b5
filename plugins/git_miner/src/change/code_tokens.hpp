// The tokens of a part of a Rust file, comments too, with where they stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rust_code/source_file.hpp>

namespace git_miner {

struct CodeToken {
  std::string_view text;
  rust_code::ByteRange bytes;
  // no_node for punctuation of macros that the grammar has no node for.
  rust_code::NodeId node = rust_code::no_node;
};

// In the order of the text; those alone that lie wholly within the range. Literals and comments are one token each. The
// file must outlive them.
std::vector<CodeToken> tokens_within(const rust_code::SourceFile& file, rust_code::ByteRange range);

bool is_comment(const rust_code::SourceFile& file, const CodeToken& token);

// Equal if and only if the texts of the tokens are.
std::string key_of(const std::vector<CodeToken>& tokens);

}  // namespace git_miner
