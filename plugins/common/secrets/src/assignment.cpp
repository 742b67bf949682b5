#include "assignment.hpp"

#include <algorithm>
#include <array>

#include "spelling.hpp"

namespace secrets {
namespace {

constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_type = 60;  // `: &'static str =`
constexpr std::size_t longest_wrapper = 40;

bool is_name(char c) { return is_word(c) || is_one_of(c, ".-"); }
bool is_bare_value(char c) {
  return c > ' ' && static_cast<unsigned char>(c) < 0x7f && !is_one_of(c, "\"'`\\<>(){}[],;&|$");
}
bool is_quoted_value(char c) {
  return static_cast<unsigned char>(c) >= ' ' && c != 0x7f && !is_one_of(c, "\"'`\\");
}

// Reads on in the text; every step leaves the position alone where it does not apply.
class Reader {
 public:
  Reader(std::string_view text, std::size_t pos) : text_(text), pos_(pos) {}

  std::size_t pos() const { return pos_; }
  char peek(std::size_t ahead = 0) const { return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0'; }
  bool at(std::string_view literal) const { return text_.substr(pos_).starts_with(literal); }

  bool take(std::string_view literal) {
    if (!at(literal)) return false;
    pos_ += literal.size();
    return true;
  }
  template <typename Wanted>
  std::size_t skip(Wanted wanted) {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && wanted(text_[pos_])) ++pos_;
    return pos_ - begin;
  }
  std::size_t skip_blanks() { return skip(is_blank); }

  // A quote with the backslashes that escape it; empty if there is none.
  std::string_view take_quote() {
    std::size_t end = pos_;
    while (end < text_.size() && text_[end] == '\\') ++end;
    if (end == text_.size() || !is_quote(text_[end])) return {};
    const std::string_view quote = text_.substr(pos_, end + 1 - pos_);
    pos_ = end + 1;
    return quote;
  }

  // `: &str =` and the like; the position is then at `=`.
  bool take_type() {
    const std::string_view rest = text_.substr(pos_, longest_type);
    const std::size_t assign = rest.find(" =");
    if (!rest.starts_with(':') || assign == std::string_view::npos ||
        rest.substr(assign + 2).starts_with('=')) {
      return false;
    }
    const std::string_view type = rest.substr(1, assign - 1);
    if (!std::all_of(type.begin(), type.end(),
                     [](char c) { return is_word(c) || is_one_of(c, " &':<>[];*"); })) {
      return false;
    }
    pos_ += assign + 1;
    return true;
  }

  // `String::from(`, `Some(`: what hands on the literal that follows.
  bool take_wrapper() {
    constexpr std::array<std::string_view, 8> known = {"Some", "Ok",       "from",        "new",
                                                       "into", "from_str", "from_static", "to_string"};
    std::size_t end = pos_, last = pos_;
    while (end < text_.size() && end - pos_ < longest_wrapper && (is_word(text_[end]) || text_[end] == ':')) {
      if (text_[end++] == ':') last = end;
    }
    if (end >= text_.size() || text_[end] != '(') return false;
    if (std::find(known.begin(), known.end(), text_.substr(last, end - last)) == known.end()) return false;
    pos_ = end + 1;
    return true;
  }

 private:
  std::string_view text_;
  std::size_t pos_;
};

std::size_t name_begin(std::string_view text, std::size_t pos) {
  const std::size_t limit = pos - std::min(pos, longest_name);
  while (pos > limit && is_name(text[pos - 1]) && !ends_escape(text, pos)) --pos;
  return pos;
}

// Of a value without quotes. Text such as `token=token=...` has no end of parts, and is no value.
void skip_bare_value(Reader& reader) {
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

// What parts name and value, read.
struct Sign {
  enum class Kind { none, equals, arrow, colon, space, call, comma, tag } kind = Kind::none;
  bool spaced = false;  // `name = value` rather than `name=value`
};

Sign read_sign(Reader& reader, bool name_quoted, bool option, bool tag) {
  const bool spaced = reader.skip_blanks() > 0;
  if (tag) return {reader.take(">") ? Sign::Kind::tag : Sign::Kind::none};
  if (reader.at("::") && !reader.at("::=")) return {};
  if (reader.take("=>")) return {name_quoted ? Sign::Kind::equals : Sign::Kind::arrow, spaced};
  if (reader.take("::=") || reader.take(":=") || reader.take("?=") || reader.take("==") ||
      reader.take("!=") || reader.take("=")) {
    return {Sign::Kind::equals, spaced};
  }
  if (reader.take_type()) {
    reader.take("=");
    return {Sign::Kind::equals, true};
  }
  if (reader.take(":")) return {Sign::Kind::colon, spaced};
  if (name_quoted && reader.take(",")) return {Sign::Kind::comma};
  if (!name_quoted && !spaced && reader.take("(")) return {Sign::Kind::call};
  if (option && spaced) return {Sign::Kind::space};
  return {};
}

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

std::optional<Assignment> read_assignment(std::string_view text, std::size_t begin, std::size_t end) {
  Assignment result;
  std::size_t name = name_begin(text, begin);
  const bool option = text.substr(name).starts_with("--");
  const bool tag = name > 0 && text[name - 1] == '<';
  while (name < begin && !is_word(text[name])) ++name;
  Reader reader(text, name_end(text, end));
  result.name = text.substr(name, reader.pos() - name);

  const bool name_quoted = !reader.take_quote().empty();
  if (name_quoted) reader.take("]");
  const Sign sign = read_sign(reader, name_quoted, option, tag);
  if (sign.kind == Sign::Kind::none) return std::nullopt;

  const bool may_wrap =
      sign.kind == Sign::Kind::equals || sign.kind == Sign::Kind::comma || sign.kind == Sign::Kind::arrow;
  const std::size_t blanks = may_wrap ? reader.skip(is_space) : reader.skip_blanks();
  const bool same_line = !text.substr(reader.pos() - blanks, blanks).contains('\n');
  bool wrapped = false;
  for (int i = 0; i < 2 && reader.take_wrapper(); ++i) wrapped = true;
  reader.take("&");
  for (std::string_view prefix : {"br#\"", "r#\"", "br\"", "b\"", "r\"", "b'"}) {
    if (reader.at(prefix)) reader.skip([](char c) { return !is_quote(c); });
  }
  const std::string_view quote = reader.take_quote();
  result.quoted = !quote.empty();
  const bool needs_quote =
      wrapped || !same_line || sign.kind == Sign::Kind::call || sign.kind == Sign::Kind::comma;
  if (needs_quote && !result.quoted) return std::nullopt;

  result.begin = reader.pos();
  if (result.quoted) {
    constexpr std::size_t longest_value = 4096;
    const char mark = quote.back();
    reader.skip([&, count = std::size_t{0}](char c) mutable {
      return count++ < longest_value && (is_quoted_value(c) || (is_quote(c) && c != mark));
    });
  } else {
    skip_bare_value(reader);
  }
  result.end = result.wide_end = reader.pos();
  if (!result.quoted) {
    result.is_line = same_line && (sign.kind == Sign::Kind::equals || sign.kind == Sign::Kind::colon) &&
                     !option && !tag && starts_line(text, name);
    if (result.is_line)
      result.wide_end = std::max(result.end, line_value_end(text, result.begin, !sign.spaced && blanks == 0));
  }
  // NAME=value with signs in it that end a value of code.
  const bool tight = result.is_line && !sign.spaced && blanks == 0 && sign.kind == Sign::Kind::equals;
  const std::size_t value_end = tight ? result.wide_end : result.end;
  if (result.begin == result.wide_end || (result.quoted && !reader.at(quote))) return std::nullopt;
  if (tag && !reader.at("</")) return std::nullopt;

  if (sign.kind == Sign::Kind::call || sign.kind == Sign::Kind::comma) {
    result.place = Assignment::Place::argument;
  } else if (wrapped || sign.kind == Sign::Kind::arrow ||
             in_code(text, name, result.quoted ? result.end + quote.size() : value_end)) {
    const bool shell = !result.quoted && !sign.spaced && blanks == 0 && sign.kind == Sign::Kind::equals &&
                       !in_code(text, name, text.size()) && reader.peek() == ';';
    result.place = shell ? Assignment::Place::setting : Assignment::Place::statement;
  } else if (!result.quoted && sign.kind == Sign::Kind::colon && is_one_of(reader.peek(), ",})")) {
    result.place = Assignment::Place::statement;  // a field of a struct literal
  }
  return result;
}

}  // namespace secrets
