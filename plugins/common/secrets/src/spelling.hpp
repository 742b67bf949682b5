// How text may be spelled: ASCII classes, escape sequences, placeholders. Sessions hold text plain, inside
// JSON strings, inside JSON strings of JSON strings, with terminal colours; a secret behind `\n` must be
// found and the escape must stay whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace secrets {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alnum(char c) { return is_letter(c) || is_digit(c); }
constexpr bool is_word(char c) { return is_alnum(c) || c == '_'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_space(char c) { return is_blank(c) || c == '\n' || c == '\r'; }
constexpr bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
constexpr bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/'; }
constexpr bool is_one_of(char c, std::string_view set) {
  for (const char one : set)
    if (one == c) return true;
  return false;
}

std::string lowered(std::string_view text);

// Does an escape sequence end right before `pos`? \n and its kind, \x1b, \u001b, %3D, and the colour codes of
// terminals.
bool ends_escape(std::string_view text, std::size_t pos);

// May a token start at `pos`: no letter or digit stands before it, or only that of an escape sequence.
bool starts_token(std::string_view text, std::size_t pos);

// What the inside of a JSON string stands for. What is no escape is left alone: the text may be no JSON.
std::string json_unescaped(std::string_view text);

struct ByteRange {
  std::size_t begin = 0, end = 0;
};

// Each `<SECRET:kind:number>`, in order.
std::vector<ByteRange> placeholder_spans(std::string_view text);

// Does `range` share a byte with one of `sorted`, which do not overlap each other?
bool overlaps(const std::vector<ByteRange>& sorted, ByteRange range);

// Sorted, and those that overlap as one.
std::vector<ByteRange> united(std::vector<ByteRange> ranges);

}  // namespace secrets
