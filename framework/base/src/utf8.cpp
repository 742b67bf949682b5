#include <simdjson.h>

#include <base/utf8.hpp>

namespace base {

std::size_t utf8_character_size(std::string_view text, std::size_t at) {
  // Shape of each lead byte: how many bytes follow, and the range of the first that follows (RFC 3629,
  // section 4).
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  std::size_t more = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF)
    more = 1;
  else if (lead >= 0xE0 && lead <= 0xEF)
    more = 2, low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
  else if (lead >= 0xF0 && lead <= 0xF4)
    more = 3, low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
  else
    return 0;
  if (at + more >= text.size()) return 0;
  if (byte(at + 1) < low || byte(at + 1) > high) return 0;
  for (std::size_t k = 2; k <= more; ++k) {
    if ((byte(at + k) & 0xC0) != 0x80) return 0;
  }
  return more + 1;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  const auto goes_on = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
  constexpr std::size_t most_back = 3;  // of a character of four bytes; more is no character
  std::size_t end = most_bytes;
  while (end > 0 && most_bytes - end < most_back && goes_on(end)) --end;
  return text.substr(0, end);
}

std::size_t find_invalid_utf8(std::string_view text) {
  if (simdjson::validate_utf8(text)) return std::string_view::npos;  // it does not tell where a text is bad
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_character_size(text, at);
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

}  // namespace base
