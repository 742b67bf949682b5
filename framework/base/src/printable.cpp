#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

#include <base/printable.hpp>
#include <base/utf8.hpp>

namespace base {
namespace {

struct Range {
  char32_t first, last;
};

// C1 controls, and what Unicode's UAX 9 names as explicit directional formatting, with the line and paragraph separators.
constexpr auto escaped_ranges = std::to_array<Range>(
    {{0x80, 0x9F}, {0x61C, 0x61C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}});

bool is_plain(char c) { return c >= 0x20 && c < 0x7F; }

std::string hex(char32_t value) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::uint32_t{value}, 16).ptr;
  return {digits.data(), end};
}

void append_byte(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\n')
    out += "\\n";
  else if (c == '\r')
    out += "\\r";
  else if (c == '\t')
    out += "\\t";
  else
    out += (byte < 0x10 ? "\\x0" : "\\x") + hex(byte);
}

// Of a valid character of two bytes or more.
char32_t code_point(std::string_view character) {
  const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  char32_t value = bits(0) & (0x7FU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) value = value << 6 | (bits(i) & 0x3FU);
  return value;
}

void append_character(std::string& out, std::string_view character) {
  const char32_t value = code_point(character);
  const bool is_escaped = std::ranges::any_of(
      escaped_ranges, [&](const Range& range) { return range.first <= value && value <= range.last; });
  if (is_escaped)
    out += "\\u{" + hex(value) + "}";
  else
    out += character;
}

std::string printable(std::string_view text, bool keeps_lines) {
  const auto stays = [&](char c) { return is_plain(c) || (keeps_lines && c == '\n'); };
  if (std::ranges::all_of(text, stays)) return std::string(text);
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_character_size(text, at);
    if (stays(text[at]))
      out += text[at];
    else if (size > 1)
      append_character(out, text.substr(at, size));
    else
      append_byte(out, text[at]);
    at += std::max<std::size_t>(1, size);
  }
  return out;
}

}  // namespace

std::string printable_line(std::string_view text) { return printable(text, false); }
std::string printable_text(std::string_view text) { return printable(text, true); }

}  // namespace base
