// The tokens of a part of a Rust file, comments too, with where they stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <git_miner/repository.hpp>
#include <rust_code/node_kinds.hpp>
#include <rust_code/source_file.hpp>

#include "change/line_index.hpp"

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

// Of whole lines; `lines` are those of the file.
std::vector<CodeToken> tokens_within(const rust_code::SourceFile& file, const LineIndex& lines,
                                     const LineRange& range);

bool is_comment(const rust_code::SourceFile& file, const CodeToken& token);

// Of a variable, a type, a field, and a field that is named like the variable it takes.
bool is_name(rust_code::Kind kind);

// Equal if and only if the texts of the tokens are.
template <typename Tokens>
std::string key_of(const Tokens& tokens) {
  std::string key;
  for (const auto& token : tokens) (key += token.text) += '\xFF';
  return key;
}

}  // namespace git_miner
