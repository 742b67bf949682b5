#include "assignment_sign.hpp"

#include <array>

namespace secrets {
namespace {

constexpr std::size_t longest_type = 60;         // `: &'static str =`
constexpr std::size_t longest_attributes = 200;  // of an XML element

// `: &str =` and the like; the reader is then behind `=`.
bool take_type(TextReader& reader) {
  const std::string_view rest = reader.rest(longest_type);
  const std::size_t assign = rest.find(" =");
  if (!rest.starts_with(':') || assign == std::string_view::npos ||
      rest.substr(assign + 2).starts_with('=')) {
    return false;
  }
  const std::string_view type = rest.substr(1, assign - 1);
  if (!std::ranges::all_of(type, [](char c) { return is_word(c) || is_one_of(c, " &':<>[];*?|."); }))
    return false;
  reader.advance(assign + 2);
  return true;
}

// `string =` as Go puts the type, `[] =` as C does; the reader is then behind `=`.
bool take_type_behind(TextReader& reader) {
  const std::string_view rest = reader.rest(longest_type);
  std::size_t end = 0;
  while (end < rest.size() && (is_word(rest[end]) || is_one_of(rest[end], ".*[]"))) ++end;
  if (end == 0 || is_digit(rest[0])) return false;
  std::size_t assign = end;
  while (assign < rest.size() && is_blank(rest[assign])) ++assign;
  if (assign == rest.size() || rest[assign] != '=' || rest.substr(assign + 1).starts_with('=')) return false;
  reader.advance(assign + 1);
  return true;
}

// The rest of `<name type="text">`, of `name="...">`, and `</key><string>` behind a name that fills an element.
bool take_element(TextReader& reader) {
  TextReader ahead = reader;
  if (ahead.take("</")) {
    ahead.skip(is_word);
    if (!ahead.take(">")) return false;
    ahead.skip_breaks();
    if (!ahead.take("<") || ahead.skip(is_word) == 0) return false;
  } else if (!is_one_of(ahead.peek(), "> \t")) {
    return false;
  }
  const std::string_view attributes = ahead.rest(longest_attributes);
  const std::size_t end = attributes.find_first_of("<>");
  if (end == std::string_view::npos || attributes[end] != '>') return false;
  if (end > 0 && is_one_of(attributes[end - 1], "=-")) return false;  // an arrow
  ahead.advance(end + 1);
  ahead.skip_breaks();
  ahead.take("<![CDATA[");
  reader = ahead;
  return true;
}

// The value of an entry whose name is a value itself: `"name": "X", "value": `, `name: X` and `value: ` below it,
// `name="X" value=`, `variable "X" { default = `.
bool take_field(TextReader& reader) {
  constexpr std::array<std::string_view, 6> words = {"value",   "Value",   "VALUE",
                                                     "content", "default", "stringValue"};
  TextReader ahead = reader;
  const std::size_t begin = ahead.pos();
  ahead.skip_breaks();
  if (ahead.take(",") || ahead.take("{")) ahead.skip_breaks();
  if (ahead.pos() == begin) return false;
  ahead.take_quote();
  if (!ahead.take_any(words)) return false;
  ahead.take_quote();
  ahead.skip_blanks();
  if (!ahead.take(":") && !ahead.take("=")) return false;
  reader = ahead;
  return true;
}

// What is taken where a variable is not set: `env::var("X").unwrap_or(`, `getenv("X") or `, `process.env.X || `.
bool take_fallback(TextReader& reader) {
  constexpr std::array<std::string_view, 12> signs = {"||",
                                                      "??",
                                                      "or ",
                                                      "?: ",
                                                      ".unwrap_or(",
                                                      ".unwrap_or_else(|_| ",
                                                      ".unwrap_or_else(|_|",
                                                      ".or_else(|_| ",
                                                      ".orElse(",
                                                      ".getOrElse(",
                                                      ".or(",
                                                      ".unwrap_or_else(|| "};
  TextReader ahead = reader;
  ahead.take(")");
  ahead.take(".ok()");
  ahead.skip_breaks();
  if (!ahead.take_any(signs)) return false;
  reader = ahead;
  return true;
}

// What a function hands back: `fn token() -> String { "value" }`, `def token(self): return "value"`.
bool take_body(TextReader& reader) {
  constexpr std::size_t longest_head = 120;
  const std::string_view rest = reader.rest(longest_head);
  const std::size_t close = rest.find(')');
  if (!rest.starts_with('(') || close == std::string_view::npos || rest.substr(0, close).contains('"'))
    return false;
  const std::size_t open = rest.find_first_of("{=\"\n;,", close);
  if (open == std::string_view::npos || is_one_of(rest[open], "\";,")) return false;
  if (rest[open] == '\n' && rest[open - 1] != ':') return false;
  reader.advance(open + 1);
  reader.skip_breaks();
  reader.take("return ");
  return true;
}

// `Token::new(`: the value that a type is made of.
bool take_constructor(TextReader& reader) {
  TextReader ahead = reader;
  if (!ahead.take("::") || ahead.skip(is_word) == 0 || !ahead.take("(")) return false;
  reader = ahead;
  return true;
}

// `X = { value = `, as in cargo's configuration.
bool take_table(TextReader& reader) {
  TextReader ahead = reader;
  ahead.skip_blanks();
  if (!ahead.at("{") || !take_field(ahead)) return false;
  reader = ahead;
  return true;
}

// Nothing stands before the name on its line: `token "value"` is a setting then.
bool starts_line(std::string_view before) {
  while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
  return before.empty() || before.back() == '\n' || ends_escape(before, before.size());
}

// Is the name defined by what stands before it: `#define X "value"`, `(def x "value")`, `set(X "value")`, `:x "value"`?
bool is_defined(std::string_view before) {
  constexpr std::array<std::string_view, 9> leads = {
      "define ", "(def ", "(defvar ", "(setq ", "(defparameter ", "(defconst ", "set(", "SET(", "Define "};
  if (std::ranges::any_of(leads, [&](std::string_view lead) { return before.ends_with(lead); })) return true;
  return before.ends_with(':') && (before.size() == 1 || is_one_of(before[before.size() - 2], " \n{(["));
}

// Between the bars of a table: `| name | value |`.
bool is_cell(std::string_view before) {
  while (!before.empty() && is_one_of(before.back(), " \t*`")) before.remove_suffix(1);
  return before.ends_with('|');
}

}  // namespace

Sign read_sign(TextReader& reader, const NameSite& name) {
  using enum Sign::Kind;
  constexpr std::array<std::string_view, 15> assigns = {
      ":::=", "::=", "===", "!==", "||=", "&&=", "?\?=", "//=", ":=", "?=", "==", "!=", "+=", ".=", "="};
  if ((name.tag || name.quoted || name.before.ends_with('>')) && take_element(reader)) return {tag};
  if (take_field(reader)) return {field, true};
  if (name.tag) return {};
  reader.take("**");
  const bool spaced = reader.skip_blanks() > 0;
  if (reader.at("::") && !reader.at("::=") && !reader.at(":::="))
    return {take_constructor(reader) ? call : none, spaced, true};
  if (reader.take("=>")) return {name.quoted ? equals : arrow, spaced};
  if (is_one_of(reader.peek(), ":=|&?/!+.") && reader.take_any(assigns))
    return {take_table(reader) ? field : equals, spaced};
  if (take_type(reader)) return {equals, true};
  if (name.before.ends_with("${") && reader.take(":-")) return {equals, spaced};
  if (reader.take("<-")) return {equals, spaced, true};
  if (take_fallback(reader)) return {comma, spaced, true};
  if ((spaced || reader.at("[")) && take_type_behind(reader)) return {equals, true, true};
  if (reader.take(":")) return {colon, spaced};
  if (name.quoted && reader.take(",")) return {comma, spaced, true};
  if (!name.quoted && !spaced && (take_body(reader) || reader.take("("))) return {call, spaced, true};
  if (name.option && spaced) return {space};
  if (spaced && (is_defined(name.before) || (is_quote(reader.peek()) && starts_line(name.before))))
    return {space, spaced, true};
  if (is_cell(name.before) && reader.take("|")) return {colon, true};
  return {};
}

}  // namespace secrets
