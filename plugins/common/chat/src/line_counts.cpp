#include <chat/line_counts.hpp>

namespace chat {

LineCounts count_lines(std::string_view text) {
  LineCounts lines;
  for_each_line(text, [&](std::string_view line) { ++lines[line]; });
  return lines;
}

bool take(LineCounts& lines, std::string_view line) {
  const auto found = lines.find(line);
  if (found == lines.end() || found->second == 0) return false;
  --found->second;
  return true;
}

}  // namespace chat
