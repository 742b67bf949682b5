// A text of a commit in the blocks of Markdown, as far as messages of commits use it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

enum class BlockKind { paragraph, list, code, quote, heading };

struct Block {
  BlockKind kind{};
  // Paragraphs, headings and each entry of a list on one line, whatever width they were wrapped at; quotes
  // likewise, with their sign. Code line by line, between fences whether it was fenced or indented.
  std::string text;

  bool operator==(const Block&) const = default;
};

// Definitions of links (`[1]: ..`), comments and rules are left out. Any text is accepted: a fence without an
// end takes the rest.
std::vector<Block> markdown_blocks(std::string_view text);

}  // namespace git_miner
