#include "writing.hpp"

namespace jsonl_sink {

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
