// Cutting white space off, as the chat template does.
#pragma once

#include <string_view>

namespace hf {

// ASCII white space: what models write around marks.
inline constexpr std::string_view blanks = " \t\r\n\f\v";

inline std::string_view trimmed_left(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

inline std::string_view trimmed(std::string_view text) {
  text = trimmed_left(text);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

}  // namespace hf
