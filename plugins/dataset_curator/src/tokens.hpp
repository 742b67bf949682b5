// Splits any text into words (letters, digits, '_', and all that is not ASCII) and single marks; white space is left out.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace dataset_curator {

enum class CharacterKind : unsigned char { blank, word, mark };

inline constexpr auto character_kinds = [] {
  std::array<CharacterKind, 256> kinds{};
  for (std::size_t c = 0; c < kinds.size(); ++c) {
    const bool is_word =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
    kinds[c] = is_word               ? CharacterKind::word
               : c > ' ' && c < 0x7f ? CharacterKind::mark
                                     : CharacterKind::blank;
  }
  return kinds;
}();

inline CharacterKind kind_of(char c) { return character_kinds[static_cast<unsigned char>(c)]; }

// Of ASCII letters alone, whatever the locale.
inline char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower(c);
  return result;
}

// `take(token, is_last)`: is_last where a statement or sentence ends with it (; { } and . ! ? before white space), and at
// the end of the text.
template <class Take>
void for_each_token(std::string_view text, Take take) {
  std::size_t begin = 0;
  const auto skip_blanks = [&](std::size_t at) {
    while (at < text.size() && kind_of(text[at]) == CharacterKind::blank) ++at;
    return at;
  };
  begin = skip_blanks(begin);
  while (begin < text.size()) {
    std::size_t end = begin + 1;
    bool is_last = false;
    if (kind_of(text[begin]) == CharacterKind::word) {
      while (end < text.size() && kind_of(text[end]) == CharacterKind::word) ++end;
    } else {
      const char c = text[begin];
      const bool before_blank = end == text.size() || kind_of(text[end]) == CharacterKind::blank;
      is_last = c == ';' || c == '{' || c == '}' || ((c == '.' || c == '!' || c == '?') && before_blank);
    }
    const std::string_view token = text.substr(begin, end - begin);
    begin = skip_blanks(end);
    take(token, is_last || begin == text.size());
  }
}

}  // namespace dataset_curator
