#include "spelling.hpp"

#include <algorithm>

namespace secrets {
namespace {

constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Do `lead` and then `digits` hexadecimal digits end right before `pos`?
bool ends_hex_escape(std::string_view text, std::size_t pos, std::string_view lead, std::size_t digits) {
  const std::size_t size = lead.size() + digits;
  if (pos < size || text[pos - size] != lead[0] || !text.substr(pos - size).starts_with(lead)) return false;
  const std::string_view number = text.substr(pos - digits, digits);
  return std::all_of(number.begin(), number.end(), is_hex);
}

// Does `[0;32m` end right before `pos`? The escape character before it may be spelled in several ways.
bool ends_colour_code(std::string_view text, std::size_t pos) {
  if (pos < 2 || text[pos - 1] != 'm') return false;
  std::size_t i = pos - 1;
  while (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == ';')) --i;
  return i > 0 && text[i - 1] == '[' && i > 1 && (text[i - 2] == '\x1b' || is_word(text[i - 2]));
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool ends_escape(std::string_view text, std::size_t pos) {
  if (pos < 2) return false;
  if (text[pos - 2] == '\\' && is_one_of(text[pos - 1], "nrtbfv0")) return true;
  return ends_hex_escape(text, pos, "\\u", 4) || ends_hex_escape(text, pos, "\\x", 2) ||
         ends_hex_escape(text, pos, "%", 2) || ends_colour_code(text, pos);
}

bool starts_token(std::string_view text, std::size_t pos) {
  return pos == 0 || !is_alnum(text[pos - 1]) || ends_escape(text, pos);
}

std::string json_unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        result += '\n';
        break;
      case 'r':
        result += '\r';
        break;
      case 't':
        result += '\t';
        break;
      case '"':
      case '\\':
      case '/':
        result += text[i];
        break;
      default:
        result.append({'\\', text[i]});
    }
  }
  return result;
}

std::vector<ByteRange> placeholder_spans(std::string_view text) {
  constexpr std::string_view lead = "<SECRET:";
  std::vector<ByteRange> spans;
  for (std::size_t begin = text.find(lead); begin != std::string_view::npos;
       begin = text.find(lead, begin + 1)) {
    std::size_t i = begin + lead.size();
    const std::size_t kind = i;
    while (i < text.size() && (is_lower(text[i]) || text[i] == '_')) ++i;
    if (i == kind || i == text.size() || text[i] != ':') continue;
    const std::size_t number = ++i;
    while (i < text.size() && is_digit(text[i])) ++i;
    if (i > number && i < text.size() && text[i] == '>') spans.push_back({begin, i + 1});
  }
  return spans;
}

bool overlaps(const std::vector<ByteRange>& sorted, ByteRange range) {
  const auto first = std::partition_point(sorted.begin(), sorted.end(),
                                          [&](const ByteRange& r) { return r.end <= range.begin; });
  return first != sorted.end() && first->begin < range.end;
}

std::vector<ByteRange> united(std::vector<ByteRange> ranges) {
  std::ranges::sort(ranges, {}, &ByteRange::begin);
  std::vector<ByteRange> result;
  for (const ByteRange& range : ranges) {
    if (result.empty() || range.begin >= result.back().end)
      result.push_back(range);
    else
      result.back().end = std::max(result.back().end, range.end);
  }
  return result;
}

}  // namespace secrets
