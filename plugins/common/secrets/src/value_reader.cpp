#include "value_reader.hpp"

#include <array>

#include "spelling.hpp"

namespace secrets {
namespace {

bool is_bare_value(char c) {
  return c > ' ' && static_cast<unsigned char>(c) < 0x7f && !is_one_of(c, "\"'`\\<>(){}[],;&|$");
}
bool is_quoted_value(char c) {
  return static_cast<unsigned char>(c) >= ' ' && c != 0x7f && !is_one_of(c, "\"'`\\");
}

// What stands before the quote of a literal: b"", r#"", @"", u"".
void skip_prefix(TextReader& reader) {
  TextReader ahead = reader;
  std::size_t count = 0;
  ahead.skip([&](char c) { return count++ < 3 && is_one_of(c, "bruUfFL@$#"); });
  if (is_quote(ahead.peek()) || (ahead.peek() == '\\' && is_quote(ahead.peek(1)))) reader = ahead;
}

// Of a value without quotes. Text such as `token=token=...` has no end of parts, and is no value.
void skip_bare_value(TextReader& reader) {
  constexpr int most_parts = 8;
  for (int parts = 0; parts < most_parts; ++parts) {
    reader.skip([](char c) { return is_bare_value(c) && !is_one_of(c, "=:"); });
    if (reader.skip([](char c) { return is_one_of(c, "=:"); }) == 0) return;
  }
}

// To the quote that ends the value. Backslashes may stand in it, and quotes that they escape.
bool skip_quoted(TextReader& reader, std::string_view quote) {
  constexpr std::size_t longest_value = 4096;
  const std::string_view rest = reader.rest(longest_value);
  for (std::size_t pos = 0; pos < rest.size(); ++pos) {
    std::size_t slashes = 0;
    while (pos < rest.size() && rest[pos] == '\\') ++pos, ++slashes;
    if (pos == rest.size()) return false;
    const bool ends = rest[pos] == quote.back() && slashes < quote.size();
    if (ends && slashes + 1 == quote.size()) {
      reader.advance(pos - slashes);
      return true;
    }
    if (ends || (!is_quoted_value(rest[pos]) && !is_quote(rest[pos]))) return false;
  }
  return false;
}

// `[` of a list and what may stand before it.
bool take_bracket(TextReader& reader) {
  constexpr std::array<std::string_view, 4> brackets = {"[", "&[", "vec![", "new[]{"};
  return reader.take_any(brackets);
}

}  // namespace

std::optional<Value> read_element_text(TextReader reader, std::string_view text) {
  Value value{.begin = reader.pos(), .quoted = true};
  reader.skip([](char c) { return c > ' ' && c != 0x7f && !is_one_of(c, "<>\\"); });
  value.end = value.after = reader.pos();
  if (reader.take(">") && text.substr(0, value.end).ends_with("]]")) value.end -= 2;  // of CDATA
  reader.skip_breaks();
  if (value.end <= value.begin || !reader.at("</")) return std::nullopt;
  return value;
}

std::optional<Value> read_value(TextReader reader, bool needs_quote) {
  skip_prefix(reader);
  const std::string_view quote = reader.take_quote();
  if (quote.empty() && needs_quote) return std::nullopt;
  if (quote.size() == 1 && reader.peek() == quote[0] && reader.peek(1) == quote[0]) reader.advance(2);
  Value value{.begin = reader.pos(), .quoted = !quote.empty()};
  if (!value.quoted)
    skip_bare_value(reader);
  else if (!skip_quoted(reader, quote))
    return std::nullopt;
  value.end = reader.pos();
  value.after = value.end + quote.size();
  return value;
}

bool at_list(TextReader reader) {
  if (take_bracket(reader)) return true;
  const std::string_view breaks = reader.skip_breaks();
  return !breaks.empty() && !is_blank(breaks.front()) && reader.at("- ");
}

std::vector<Value> read_list(TextReader reader) {
  constexpr std::size_t most_values = 64;
  std::vector<Value> values;
  const bool bracket = take_bracket(reader);
  const std::size_t start = reader.pos();
  for (std::size_t at = start; values.size() < most_values; at = values.back().after) {
    if (at > start) reader.advance(at - reader.pos());
    if (bracket && !values.empty() && !reader.take(",")) break;
    reader.skip_breaks();
    if (!bracket && !reader.take("- ")) break;
    const auto value = read_value(reader, bracket);
    if (!value || value->end == value->begin) break;
    values.push_back(*value);
  }
  return values;
}

}  // namespace secrets
