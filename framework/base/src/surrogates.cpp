#include "surrogates.hpp"

#include <charconv>
#include <optional>

namespace base {
namespace {

// The four hex digits after "\u", or none.
std::optional<unsigned> code_unit(std::string_view text, std::size_t backslash) {
  if (backslash + 6 > text.size() || text[backslash] != '\\' || text[backslash + 1] != 'u')
    return std::nullopt;
  unsigned unit = 0;
  const char* first = text.data() + backslash + 2;
  const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
  if (error != std::errc{} || end != first + 4) return std::nullopt;
  return unit;
}

bool is_high(unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

}  // namespace

std::string replace_lone_surrogates(std::string_view json_text) {
  std::string out(json_text);
  for (std::size_t at = out.find('\\'); at != std::string::npos; at = out.find('\\', at)) {
    const auto unit = code_unit(out, at);
    if (unit && is_high(*unit) && is_low(code_unit(out, at + 6).value_or(0))) {
      at += 12;
    } else if (unit) {
      if (is_high(*unit) || is_low(*unit)) out.replace(at, 6, "\\ufffd");
      at += 6;
    } else {
      at += 2;  // any other escape, of two characters
    }
  }
  return out;
}

}  // namespace base
