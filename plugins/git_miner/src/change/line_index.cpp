#include "change/line_index.hpp"

#include <algorithm>

namespace git_miner {

LineIndex::LineIndex(std::string_view text) : text_(text) {
  for (std::size_t begin = 0; begin < text.size();) {
    begins_.push_back(begin);
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  }
}

std::size_t LineIndex::line_at(std::size_t byte) const {
  const auto behind = std::ranges::upper_bound(begins_, byte) - begins_.begin();
  return behind == 0 ? 0 : static_cast<std::size_t>(behind) - 1;
}

std::string_view LineIndex::line(std::size_t line) const {
  std::string_view text = text_.substr(begin(line), begin(line + 1) - begin(line));
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

std::string_view LineIndex::text(const LineRange& range) const {
  return text_.substr(begin(range.begin), begin(range.end) - begin(range.begin));
}

}  // namespace git_miner
