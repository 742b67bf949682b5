// Text whose literals are parted: `"abc" + "def"`, lines that end in a backslash, a value wrapped over lines.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace secrets {

// A piece of a text without what parts its literals.
struct JoinedText {
  std::string text;
  std::vector<std::size_t> origin;  // of each byte, in the whole text
  std::vector<std::size_t> seams;   // sorted places in `text` where something was left out
  std::vector<bool> wrapped;        // of each seam: nothing but a line break was left out
};

// Calls `use` for every piece with a seam in it. Linear in the size of the text.
void for_each_joined(std::string_view text, const std::function<void(const JoinedText&)>& use);

}  // namespace secrets
