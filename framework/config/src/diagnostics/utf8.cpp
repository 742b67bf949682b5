#include "diagnostics/utf8.hpp"

#include <algorithm>
#include <array>

namespace flowrun::config {
namespace {

struct Range {
  char32_t first, last;
};

constexpr std::array wide_ranges = std::to_array<Range>({{0x1100, 0x115F},
                                                         {0x2E80, 0x303E},
                                                         {0x3041, 0xA4CF},
                                                         {0xAC00, 0xD7A3},
                                                         {0xF900, 0xFAFF},
                                                         {0xFE30, 0xFE6F},
                                                         {0xFF00, 0xFF60},
                                                         {0xFFE0, 0xFFE6},
                                                         {0x1F300, 0x1F64F},
                                                         {0x1F900, 0x1FAFF},
                                                         {0x20000, 0x3FFFD}});
constexpr std::array zero_width_ranges =
    std::to_array<Range>({{0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}});

bool within(char32_t value, const auto& ranges) {
  return std::ranges::any_of(ranges, [value](Range r) { return r.first <= value && value <= r.last; });
}

}  // namespace

CodePoint decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) {
    return {.value = lead, .bytes = 1, .valid = true};
  }
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return {.value = lead, .bytes = 1, .valid = false};
  }
  char32_t value = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) {
      return {.value = lead, .bytes = 1, .valid = false};
    }
    value = value << 6 | (next & 0x3F);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) {
    return {.value = lead, .bytes = 1, .valid = false};
  }
  return {.value = value, .bytes = length, .valid = true};
}

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text.substr(i));
    if (!point.valid) {
      return i;
    }
    i += point.bytes;
  }
  return std::string_view::npos;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); i += decode(text.substr(i)).bytes) {
    ++count;
  }
  return count;
}

int display_width(char32_t value) {
  if (within(value, zero_width_ranges)) {
    return 0;
  }
  return within(value, wide_ranges) ? 2 : 1;
}

}  // namespace flowrun::config
