// What a change of a text looks like line by line.
#pragma once

#include <string_view>
#include <vector>

namespace chat_page {

enum class Side { both, before, after };

struct DiffLine {
  Side side = Side::both;
  std::string_view text;  // without its end
};

// A longest common subsequence of the lines, what goes before what comes. Where the middle of the texts has too many lines to
// look for one, all of it goes and comes. Views into the texts.
std::vector<DiffLine> line_diff(std::string_view before, std::string_view after);

}  // namespace chat_page
