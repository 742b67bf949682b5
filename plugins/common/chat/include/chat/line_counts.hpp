// The lines of a text as changes are compared by them: without blanks at their ends, wherever they stand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>

#include <base/trimmed.hpp>

namespace chat {

template <class Use>
void for_each_line(std::string_view text, Use use) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    use(base::trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
}

using LineCounts = std::unordered_map<std::string_view, std::size_t>;  // how often each; into the text

LineCounts count_lines(std::string_view text);

// Takes one such line away; whether there was one.
bool take(LineCounts& lines, std::string_view line);

}  // namespace chat
