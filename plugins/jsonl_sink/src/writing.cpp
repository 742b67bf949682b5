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

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace jsonl_sink
