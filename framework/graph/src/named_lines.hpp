// Texts of "name=value" lines, as the store keeps a stage's settings and digests.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace flowrun::graph {

// In the order of the lines; a line without "=" is a name with an empty value. Views into `text`.
inline std::vector<std::pair<std::string_view, std::string_view>> named_lines(std::string_view text) {
  std::vector<std::pair<std::string_view, std::string_view>> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t equals = std::min(line.find('='), line.size());
    found.emplace_back(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

}  // namespace flowrun::graph
