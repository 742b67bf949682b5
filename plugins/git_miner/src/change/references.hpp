// References that a request cannot have: to people, issues, pages and commits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

// A sentence or a subject without mentions of people (`@name`, "thanks to ..", addresses), numbers (`#12`, `GH-12`,
// `!45`, "issue 12"), URLs and hashes. What only leads to one goes with it: the brackets around it, the clause
// between commas ("as @name found out"), the words before it ("reported in"). Links keep their text. "" where the
// rest would have a hole. Inline code is never touched, nor are the brackets of a call.
std::string without_references(std::string_view sentence);

struct TextRange {
  std::size_t begin = 0, end = 0;  // bytes
};

// Where inline code stands, its signs included.
std::vector<TextRange> code_spans(std::string_view text);

// The text with inline code overwritten, byte for byte, so that patterns meet prose alone.
std::string masked_code(std::string_view text);

}  // namespace git_miner
