// Of what names and paths consist.
#pragma once

#include <cctype>

namespace session_classifier {

inline bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
}
inline bool is_separator(char c) { return c == '/' || c == '\\'; }

}  // namespace session_classifier
