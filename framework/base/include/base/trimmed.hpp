#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// A line without blanks at its ends.
inline std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == line.npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

}  // namespace base
