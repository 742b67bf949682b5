#include "assignment.hpp"

#include <algorithm>
#include <array>

#include "assignment_sign.hpp"
#include "spelling.hpp"
#include "text_reader.hpp"
#include "value_reader.hpp"

namespace secrets {
namespace {

constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_wrapper = 40;

bool is_name(char c) { return is_word(c) || is_one_of(c, ".-"); }
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

std::size_t name_begin(std::string_view text, std::size_t pos) {
  const std::size_t limit = pos - std::min(pos, longest_name);
  while (pos > limit && is_name(text[pos - 1]) && !ends_escape(text, pos)) --pos;
  return pos;
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

namespace {

struct Name {
  std::string_view text;
  std::size_t begin = 0;
  bool option = false;
  Sign sign;
};

// The name that holds text[begin, end) and the sign behind it; leaves the reader behind that.
Name read_name(TextReader& reader, std::string_view text, std::size_t begin) {
  std::size_t name = name_begin(text, begin);
  NameSite site{.option = text.substr(name).starts_with("--"), .tag = name > 0 && text[name - 1] == '<'};
  while (name < begin && !is_word(text[name])) ++name;
  const std::string_view whole = text.substr(name, reader.pos() - name);
  site.before = text.substr(0, name);
  site.quoted = !reader.take_quote().empty();
  if (site.quoted) reader.take("]");
  const Sign sign = read_sign(reader, site);
  return {whole, name, site.option, sign};
}

// As `result`, whose value is read, but for its place.
void measure_line(Assignment& result, std::string_view text, const Name& name, bool tight) {
  using enum Sign::Kind;
  const Sign::Kind kind = name.sign.kind;
  result.is_line =
      kind == field || (!name.option && (kind == equals || kind == colon) && starts_line(text, name.begin));
  if (result.is_line) result.wide_end = std::max(result.end, line_value_end(text, result.begin, tight));
}

}  // namespace

std::optional<Assignment> read_assignment(std::string_view text, std::size_t begin, std::size_t end) {
  using enum Sign::Kind;
  TextReader reader(text, name_end(text, end));
  if (!may_follow_name(reader.peek())) return std::nullopt;
  const Name name = read_name(reader, text, begin);
  const Sign& sign = name.sign;
  if (sign.kind == none) return std::nullopt;
  Assignment result{.name = name.text, .begin = reader.pos(), .end = reader.pos(), .wide_end = reader.pos()};
  const std::size_t behind = reader.pos();
  result.is_list = sign.kind == colon && at_list(reader);
  const bool may_wrap = sign.kind == equals || sign.kind == comma || sign.kind == arrow;
  const bool same_line = !may_wrap || is_one_line(reader.skip_breaks());
  reader.take("**");
  reader.skip_blanks();
  const bool blanks = reader.pos() > behind;
  if (!result.is_list && (sign.kind == equals || sign.kind == colon) && at_list(reader)) {
    result.begin = result.end = result.wide_end = reader.pos();
    result.is_list = true;
  }
  if (result.is_list) return result;
  bool wrapped = false;
  for (int i = 0; i < 2 && take_wrapper(reader); ++i) wrapped = true;
  if (!reader.take("&")) reader.take("*");
  const auto value = sign.kind == tag ? read_element_text(reader, text)
                                      : read_value(reader, sign.needs_quote || wrapped || !same_line);
  if (!value) return std::nullopt;

  result.begin = value->begin;
  result.end = result.wide_end = value->end;
  result.quoted = value->quoted;
  const bool tight = sign.kind == equals && !sign.spaced && !blanks;
  if (!result.quoted && same_line) measure_line(result, text, name, tight);
  if (result.begin == result.wide_end) return std::nullopt;
  Value whole = *value;  // NAME=value with signs in it that end a value of code
  if (tight && result.is_line) whole.after = result.wide_end;
  if (sign.kind == call || sign.kind == comma)
    result.place = Assignment::Place::argument;
  else if (sign.kind != tag)
    result.place = wrapped ? Assignment::Place::statement : place_of(text, name.begin, sign, whole, blanks);
  return result;
}

}  // namespace secrets
