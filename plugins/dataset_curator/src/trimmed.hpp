#pragma once

#include <string_view>

namespace dataset_curator {

// Without blanks at its ends.
inline std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string_view{}
                                         : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace dataset_curator
