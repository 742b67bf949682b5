#include "line_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace chat_page {
namespace {

using Lines = std::span<const std::string_view>;

constexpr std::size_t most_cells = 4'000'000;  // of the table, of two bytes each

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void add(std::vector<DiffLine>& diff, Side side, Lines lines) {
  for (const std::string_view line : lines) diff.push_back({side, line});
}

// Lengths of the longest common subsequences of what is left from (i, j) on.
class CommonLengths {
 public:
  CommonLengths(Lines before, Lines after)
      : width_(after.size() + 1), cells_((before.size() + 1) * width_, 0) {
    for (std::size_t i = before.size(); i-- > 0;) {
      for (std::size_t j = after.size(); j-- > 0;) {
        const auto both = static_cast<std::uint16_t>(at(i + 1, j + 1) + 1);
        cells_[i * width_ + j] = before[i] == after[j] ? both : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  std::uint16_t at(std::size_t i, std::size_t j) const { return cells_[i * width_ + j]; }

 private:
  std::size_t width_;
  std::vector<std::uint16_t> cells_;
};

void add_middle(std::vector<DiffLine>& diff, Lines before, Lines after) {
  const bool is_small = before.size() < UINT16_MAX && after.size() < UINT16_MAX &&
                        (before.size() + 1) * (after.size() + 1) <= most_cells;
  std::size_t i = 0, j = 0;
  if (is_small) {
    const CommonLengths common(before, after);
    while (i < before.size() && j < after.size()) {
      if (before[i] == after[j])
        diff.push_back({Side::both, before[i++]}), ++j;
      else if (common.at(i + 1, j) >= common.at(i, j + 1))
        diff.push_back({Side::before, before[i++]});
      else
        diff.push_back({Side::after, after[j++]});
    }
  }
  add(diff, Side::before, before.subspan(i));
  add(diff, Side::after, after.subspan(j));
}

}  // namespace

std::vector<DiffLine> line_diff(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = lines_of(before), new_lines = lines_of(after);
  Lines old_rest = old_lines, new_rest = new_lines;
  const auto shorter = [&] { return std::min(old_rest.size(), new_rest.size()); };
  std::size_t head = 0, tail = 0;
  while (head < shorter() && old_rest[head] == new_rest[head]) ++head;
  old_rest = old_rest.subspan(head), new_rest = new_rest.subspan(head);
  while (tail < shorter() && old_rest[old_rest.size() - tail - 1] == new_rest[new_rest.size() - tail - 1])
    ++tail;
  std::vector<DiffLine> diff;
  add(diff, Side::both, Lines(old_lines).first(head));
  add_middle(diff, old_rest.first(old_rest.size() - tail), new_rest.first(new_rest.size() - tail));
  add(diff, Side::both, old_rest.last(tail));
  return diff;
}

}  // namespace chat_page
