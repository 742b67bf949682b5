#include "assignment.hpp"

#include <algorithm>
#include <array>

#include "assignment_sign.hpp"
#include "spelling.hpp"
#include "text_reader.hpp"

namespace secrets {
namespace {

constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_wrapper = 40;

bool is_name(char c) { return is_word(c) || is_one_of(c, ".-"); }
bool is_bare_value(char c) {
  return c > ' ' && static_cast<unsigned char>(c) < 0x7f && !is_one_of(c, "\"'`\\<>(){}[],;&|$");
}
bool is_quoted_value(char c) {
  return static_cast<unsigned char>(c) >= ' ' && c != 0x7f && !is_one_of(c, "\"'`\\");
}

// `String::from(`, `Some(`: what hands on the literal that follows.
bool take_wrapper(TextReader& reader) {
  constexpr std::array<std::string_view, 8> known = {"Some", "Ok",       "from",        "new",
                                                     "into", "from_str", "from_static", "to_string"};
  const std::string_view rest = reader.rest(longest_wrapper);
  std::size_t end = 0, last = 0;
  while (end < rest.size() && (is_word(rest[end]) || rest[end] == ':')) {
    if (rest[end++] == ':') last = end;
  }
  if (end == rest.size() || rest[end] != '(') return false;
  if (std::ranges::find(known, rest.substr(last, end - last)) == known.end()) return false;
  reader.advance(end + 1);
  return true;
}

// What stands before the quote of a literal: b"", r#"", @"", u"".
void skip_prefix(TextReader& reader) {
  TextReader ahead = reader;
  std::size_t count = 0;
  ahead.skip([&](char c) { return count++ < 3 && is_one_of(c, "bruUfFL@$#"); });
  if (is_quote(ahead.peek()) || (ahead.peek() == '\\' && is_quote(ahead.peek(1)))) reader = ahead;
}

std::size_t name_begin(std::string_view text, std::size_t pos) {
  const std::size_t limit = pos - std::min(pos, longest_name);
  while (pos > limit && is_name(text[pos - 1]) && !ends_escape(text, pos)) --pos;
  return pos;
}

// Of a value without quotes. Text such as `token=token=...` has no end of parts, and is no value.
void skip_bare_value(TextReader& reader) {
  constexpr int most_parts = 8;
  for (int parts = 0; parts < most_parts; ++parts) {
    reader.skip([](char c) { return is_bare_value(c) && !is_one_of(c, "=:"); });
    if (reader.skip([](char c) { return is_one_of(c, "=:"); }) == 0) return;
  }
}

// Where the value ends that begins at `pos` and fills its line, without blanks and a comment behind it; `pos` if that is
// too far. A line of a JSON string ends at its `\n` or its quote. A `tight` one, behind NAME=, is a word of a shell.
std::size_t line_value_end(std::string_view text, std::size_t pos, bool tight) {
  constexpr std::size_t longest_value = 200;
  std::size_t end = pos;
  for (; end < text.size() && end - pos <= longest_value; ++end) {
    const char c = text[end], next = end + 1 < text.size() ? text[end + 1] : '\n';
    if (c == '\n' || c == '\r' || (c == '\\' && is_one_of(next, "nrt\"\\\n"))) break;
    if (is_blank(c) && (tight || is_one_of(next, "#;"))) break;
    if (tight && is_one_of(c, ";&|)") && (is_space(next) || next == c || next == '\\')) break;
  }
  if (end - pos > longest_value) return pos;
  while (end > pos && is_blank(text[end - 1])) --end;
  return end;
}

// Does a setting begin at `name`: nothing stands before it on its line but `export` and its kind?
bool starts_line(std::string_view text, std::size_t name) {
  constexpr std::array<std::string_view, 6> leads = {"export ", "- ", "set ", "ENV ", "ARG ", "env "};
  std::size_t pos = name;
  for (const std::string_view lead : leads) {
    if (text.substr(0, pos).ends_with(lead)) pos -= lead.size();
  }
  while (pos > 0 && (is_blank(text[pos - 1]) || is_one_of(text[pos - 1], "+-"))) --pos;
  return pos == 0 || text[pos - 1] == '\n' || ends_escape(text, pos);
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

bool is_one_line(std::string_view breaks) { return !breaks.contains('\n') && !breaks.contains("\\n"); }

// Is `pos` behind `let ` or the like, or does the statement end with the value?
bool in_code(std::string_view text, std::size_t name, std::size_t value_end) {
  constexpr std::array<std::string_view, 4> keywords = {"let ", "const ", "static ", "mut "};
  const std::string_view before = text.substr(0, name);
  if (std::any_of(keywords.begin(), keywords.end(), [&](auto word) { return before.ends_with(word); }))
    return true;
  return value_end < text.size() && is_one_of(text[value_end], ";.)(?");
}

}  // namespace

std::size_t name_end(std::string_view text, std::size_t pos) {
  const std::size_t limit = std::min(text.size(), pos + longest_name);
  while (pos < limit && is_name(text[pos])) ++pos;
  return pos;
}

namespace {

struct Value {
  std::size_t begin = 0, end = 0;  // without quotes
  std::size_t after = 0;           // behind the quote
  bool quoted = false;
};

// The text of an element, up to its end tag.
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

// Does the place of a value speak of code? `blanks` says whether any stand between sign and value.
Assignment::Place place_of(std::string_view text, std::size_t name, const Sign& sign, const Value& value,
                           bool blanks) {
  using enum Assignment::Place;
  const char next = value.after < text.size() ? text[value.after] : '\0';
  if (sign.kind == Sign::Kind::arrow || in_code(text, name, value.after)) {
    const bool tight = !value.quoted && !sign.spaced && !blanks && sign.kind == Sign::Kind::equals;
    const bool shell = tight && !in_code(text, name, text.size()) && next == ';';
    return shell ? setting : statement;
  }
  if (!value.quoted && sign.kind == Sign::Kind::colon && is_one_of(next, ",})")) return statement;  // a field
  return setting;
}

}  // namespace

std::optional<Assignment> read_assignment(std::string_view text, std::size_t begin, std::size_t end) {
  using enum Sign::Kind;
  std::size_t name = name_begin(text, begin);
  NameSite site{.option = text.substr(name).starts_with("--"), .tag = name > 0 && text[name - 1] == '<'};
  while (name < begin && !is_word(text[name])) ++name;
  TextReader reader(text, name_end(text, end));
  Assignment result;
  result.name = text.substr(name, reader.pos() - name);
  site.before = text.substr(0, name);
  site.quoted = !reader.take_quote().empty();
  if (site.quoted) reader.take("]");
  const Sign sign = read_sign(reader, site);
  if (sign.kind == none) return std::nullopt;
  if (sign.kind == tag) {
    const auto value = read_element_text(reader, text);
    if (!value) return std::nullopt;
    result.begin = value->begin;
    result.end = result.wide_end = value->end;
    result.quoted = true;
    return result;
  }

  const bool may_wrap = sign.kind == equals || sign.kind == comma || sign.kind == arrow;
  const std::size_t behind = reader.pos();
  const bool same_line = !may_wrap || is_one_line(reader.skip_breaks());
  reader.skip_blanks();
  const bool blanks = reader.pos() > behind;
  bool wrapped = false;
  for (int i = 0; i < 2 && take_wrapper(reader); ++i) wrapped = true;
  reader.take("&");
  const auto value = read_value(reader, sign.needs_quote || wrapped || !same_line);
  if (!value) return std::nullopt;

  result.begin = value->begin;
  result.end = result.wide_end = value->end;
  result.quoted = value->quoted;
  result.is_line =
      !result.quoted && same_line && !site.option &&
      (sign.kind == field || ((sign.kind == equals || sign.kind == colon) && starts_line(text, name)));
  const bool tight = result.is_line && !sign.spaced && !blanks;
  if (result.is_line) result.wide_end = std::max(result.end, line_value_end(text, result.begin, tight));
  if (result.begin == result.wide_end) return std::nullopt;
  Value whole = *value;  // NAME=value with signs in it that end a value of code
  if (tight && sign.kind == equals) whole.after = result.wide_end;
  if (sign.kind == call || sign.kind == comma)
    result.place = Assignment::Place::argument;
  else
    result.place = wrapped ? Assignment::Place::statement : place_of(text, name, sign, whole, blanks);
  return result;
}

}  // namespace secrets
