// The way from one text to another as the exact replacements that an agent's `edit` tool takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace edits {

// `old_text` occurs exactly once in the text that the edits before it have left.
struct Edit {
  std::string old_text;  // never empty
  std::string new_text;

  bool operator==(const Edit&) const = default;
};

// From the top of the text to its end, one for each group of changed lines that lie at most `join` unchanged
// lines apart; each with as little context, in whole lines, as makes it unique. Whole lines are replaced,
// with their line ends as they are. `before` must not be empty; bytes need not be UTF-8. Made one after the other
// they turn `before` into `after`.
std::vector<Edit> edits_between(std::string_view before, std::string_view after, std::size_t join = 3);

}  // namespace edits
