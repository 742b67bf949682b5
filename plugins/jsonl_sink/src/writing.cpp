#include "writing.hpp"

#include <fmt/format.h>

namespace jsonl_sink {

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\u{:04x}", byte);
    } else {
      result += c;
    }
  }
  return result += '"';
}

std::string table_cell(std::string_view text) {
  std::string result;
  for (char c : text) {
    switch (c) {
      case '\n':
      case '\r':
        result += ' ';
        break;
      case '<':
        result += "&lt;";
        break;
      case '|':
      case '*':
      case '_':
      case '`':
      case '[':
      case '\\':
        result += '\\';
        [[fallthrough]];
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace jsonl_sink
