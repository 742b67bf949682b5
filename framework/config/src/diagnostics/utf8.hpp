// UTF-8 on a small scale: validity, code points, and how wide a terminal shows them.
#pragma once

#include <cstddef>
#include <string_view>

namespace flowrun::config {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The code point at the start of a text that is not empty; one invalid byte counts as one. Overlong forms and
// surrogates are invalid (RFC 3629).
CodePoint decode(std::string_view text);

// Offset of the first byte that is not UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

std::size_t count_code_points(std::string_view text);

// Columns on a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1. The
// ranges are the large blocks of Unicode's EastAsianWidth.txt, which is near enough to place a caret.
int display_width(char32_t value);

}  // namespace flowrun::config
