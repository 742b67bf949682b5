// Cookie and Set-Cookie headers (RFC 6265): the values of the cookies, not their names and attributes.
#include <algorithm>
#include <array>
#include <string>

#include "rules.hpp"
#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

bool is_cookie_name(char c) { return is_word(c) || is_one_of(c, ".-"); }
bool is_cookie_value(char c) {
  return c > ' ' && static_cast<unsigned char>(c) < 0x7f && !is_one_of(c, ";,\"'`<>{}()\\[]");
}

bool is_attribute(std::string_view name) {
  constexpr std::array<std::string_view, 9> names = {
      "path", "domain", "expires", "max-age", "samesite", "priority", "version", "comment", "partitioned"};
  return std::find(names.begin(), names.end(), lowered(name)) != names.end();
}

// A value that identifies somebody: random, or of a name that says so.
bool is_secret_cookie(std::string_view name, std::string_view value) {
  constexpr std::array<std::string_view, 6> telling = {"sess", "sid", "auth", "token", "jwt", "remember"};
  if (is_stand_in(value) || entropy(value) < 2.5) return false;
  if (value.size() >= 16 && (looks_random(value) || are_random_letters(value))) return true;
  const std::string low = lowered(name);
  return value.size() >= 8 && has_digit(value) && has_letter(value) &&
         std::any_of(telling.begin(), telling.end(), [&](auto s) { return low.contains(s); });
}

std::size_t skip(std::string_view text, std::size_t pos, bool (*wanted)(char)) {
  while (pos < text.size() && wanted(text[pos])) ++pos;
  return pos;
}

// From `"cookie": ["` to the first name: the sign that makes it a header is required.
std::size_t header_value_begin(std::string_view text, std::size_t pos) {
  pos = skip(text, pos, [](char c) { return is_quote(c) || c == '\\'; });
  pos = skip(text, pos, is_blank);
  if (pos == text.size() || !is_one_of(text[pos], ":,=")) return std::string_view::npos;
  return skip(text, pos + 1, [](char c) { return is_blank(c) || is_quote(c) || is_one_of(c, "\\["); });
}

std::size_t match_cookies(std::string_view text, Hit hit, Candidates& found) {
  if (!starts_token(text, hit.begin)) return 0;
  std::size_t pos = header_value_begin(text, hit.end), done = 0;
  while (pos < text.size()) {
    const std::size_t name_end = skip(text, pos, is_cookie_name);
    if (name_end == pos) break;
    const std::string_view name = text.substr(pos, name_end - pos);
    pos = name_end;
    if (pos < text.size() && text[pos] == '=') {
      const std::size_t end = skip(text, pos + 1, is_cookie_value);
      const std::string_view value = text.substr(pos + 1, end - pos - 1);
      if (!is_attribute(name) && is_secret_cookie(name, value)) found.push_back({pos + 1, end});
      pos = done = end;
    }
    const std::size_t next =
        skip(text, pos, [](char c) { return is_blank(c) || is_quote(c) || is_one_of(c, ";,\\"); });
    if (text.substr(pos, next - pos).find_first_of(";,") == std::string_view::npos) break;
    pos = next;
  }
  return done;
}

}  // namespace

void add_cookie_rule(std::vector<Rule>& rules) {
  rules.push_back({"cookie", Kind::cookie, {"cookie"}, match_cookies});
}

}  // namespace secrets
