#include "yaml/scalar_extent.hpp"

#include <algorithm>

namespace flowrun::config {
namespace {

constexpr std::string_view blanks = " \t";

std::size_t line_end(std::string_view text, std::size_t offset) {
  return std::min(text.find('\n', offset), text.size());
}

// One past the closing quote; npos where there is none.
std::size_t quoted_end(std::string_view text, std::size_t offset) {
  const char quote = text[offset];
  for (std::size_t i = offset + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 == text.size() || text[i + 1] != quote) {
        return i + 1;
      }
      ++i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::size_t skip_properties(std::string_view text, std::size_t offset) {
  std::size_t at = offset;
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    at = text.find_first_of(" \t\n", at);
    at = at == std::string_view::npos ? at : text.find_first_not_of(blanks, at);
    if (at == std::string_view::npos || text[at] == '\n') {
      return offset;
    }
  }
  return at;
}

std::size_t scalar_end(std::string_view text, std::size_t offset, std::string_view value) {
  if (offset >= text.size()) {
    return text.size();
  }
  if (text[offset] == '"' || text[offset] == '\'') {
    return std::min(quoted_end(text, offset), text.size());
  }
  if (!value.empty() && text.substr(offset).starts_with(value)) {
    return offset + value.size();
  }
  const std::size_t end = line_end(text, offset);
  if (text[offset] == '|' || text[offset] == '>') {
    return std::min(text.find_first_of(blanks, offset), end);
  }
  return offset + text.substr(offset, end - offset).find_last_not_of(blanks) + 1;
}

bool is_closed(std::string_view text, std::size_t begin, std::size_t end) {
  const bool in_quotes = begin < text.size() && (text[begin] == '"' || text[begin] == '\'');
  return !in_quotes || quoted_end(text, begin) <= end;
}

std::size_t flow_end(std::string_view text, std::size_t begin, std::size_t last) {
  if (begin >= text.size() || (text[begin] != '[' && text[begin] != '{')) {
    return last;
  }
  for (std::size_t i = std::max(last, begin + 1); i < text.size(); ++i) {
    if (text[i] == ']' || text[i] == '}') {
      return i + 1;
    }
    if (text[i] == '#') {
      i = line_end(text, i);
    } else if (!std::string_view(" \t\n,:").contains(text[i])) {
      return last;
    }
  }
  return last;
}

}  // namespace flowrun::config
