#include <algorithm>
#include <cstdint>
#include <cstring>

#include <simdjson.h>

#include <base/utf8.hpp>

namespace base {
namespace {

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  const auto eight_bytes = [&](std::size_t at) {
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    return bytes;
  };
  if (text.size() < 8) return std::ranges::all_of(text, [](unsigned char byte) { return byte < 0x80; });
  std::uint64_t all = eight_bytes(text.size() - 8);
  for (std::size_t at = 0; at + 8 <= text.size(); at += 8) all |= eight_bytes(at);
  return (all & high_bits) == 0;
}

// How many bytes of the character at `at` are there and valid: all of them, or 0.
std::size_t character_size(std::string_view text, std::size_t at) {
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

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  // Neither tells where a text is bad. A short one is looked through before the library's call is made.
  constexpr std::size_t worth_a_call = 64;
  if (text.size() < worth_a_call ? is_ascii(text) : simdjson::validate_utf8(text))
    return std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = character_size(text, at);
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

}  // namespace base
