// UTF-8 (RFC 3629): whether a text is valid, and its characters one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace base {

// Position of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

// Bytes of the character that begins at `at`, which is within the text; 0 if no valid one does.
std::size_t utf8_character_size(std::string_view text, std::size_t at);

// The longest beginning of the text that has at most so many bytes and cuts no character. Of invalid UTF-8 it may lack up to
// three bytes more.
std::string_view utf8_prefix(std::string_view text, std::size_t most_bytes);

namespace detail {

// True only if no byte is above 0x7F; a text that is not short is not looked at. Most texts of most records are of this
// kind, and a call would cost more than the look.
inline bool is_short_ascii(std::string_view text) {
  const std::size_t size = text.size();
  const auto bytes_at = [&](auto all, std::size_t at) {
    std::memcpy(&all, text.data() + at, sizeof all);
    return all;
  };
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  if (size > 64) return false;
  if (size >= 8) {  // the last eight bytes overlap those before
    std::uint64_t all = bytes_at(high_bits, size - 8);
    for (std::size_t at = 0; at + 8 < size; at += 8) all |= bytes_at(high_bits, at);
    return (all & high_bits) == 0;
  }
  constexpr auto half_of_them = static_cast<std::uint32_t>(high_bits);
  if (size >= 4) return ((bytes_at(half_of_them, 0) | bytes_at(half_of_them, size - 4)) & half_of_them) == 0;
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

}  // namespace detail

inline bool is_utf8(std::string_view text) {
  return detail::is_short_ascii(text) || find_invalid_utf8(text) == std::string_view::npos;
}

}  // namespace base
