// E-mail addresses as personal data.
//
// Allowed are addresses of no person: `git@` (scp-like URLs) and noreply. What only looks like an address is
// left alone: user and password of a URL (other rules), file names (`icon@2x.png`), units
// (`user@1000.service`).
#include <algorithm>
#include <array>
#include <string>

#include "rules.hpp"
#include "spelling.hpp"
#include "test_code.hpp"

namespace secrets {
namespace {

constexpr std::size_t longest_local = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t longest_domain = 255;

bool is_local(char c) { return is_alnum(c) || is_one_of(c, "._+-"); }

std::size_t local_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < longest_local && is_local(text[begin - 1]) && !ends_escape(text, begin))
    --begin;
  while (begin < at && !is_alnum(text[begin]) && text[begin] != '_') ++begin;
  return begin;
}

// End of the domain that starts at `begin`, without a trailing dot; `begin` if there is none.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && end - begin < longest_domain &&
         (is_alnum(text[end]) || is_one_of(text[end], ".-"))) {
    ++end;
  }
  while (end > begin && !is_alnum(text[end - 1])) --end;
  return end;
}

bool is_mail_domain(std::string_view domain) {
  constexpr std::array<std::string_view, 12> not_mail = {
      "png", "jpg", "jpeg", "gif", "svg", "webp", "service", "socket", "timer", "target", "slice", "scope"};
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.contains("..")) return false;
  const std::string top = lowered(domain.substr(dot + 1));
  const std::string_view rest = domain.substr(0, dot);
  const std::string_view second = rest.substr(rest.rfind('.') + 1);  // npos + 1 is 0
  return top.size() >= 2 && std::all_of(top.begin(), top.end(), is_lower) &&
         std::any_of(second.begin(), second.end(), is_letter) &&
         std::find(not_mail.begin(), not_mail.end(), top) == not_mail.end();
}

bool is_no_person(std::string_view local) {
  constexpr std::array<std::string_view, 5> names = {"git", "noreply", "no-reply", "donotreply",
                                                     "do-not-reply"};
  return std::find(names.begin(), names.end(), lowered(local)) != names.end();
}

// Between `://` and `@` stands the user of a URL.
bool is_url_user(std::string_view text, std::size_t begin) {
  const std::size_t limit = begin - std::min(begin, longest_domain);
  std::size_t i = begin;
  while (i > limit && !is_space(text[i - 1]) && !is_one_of(text[i - 1], "/\"'<>\\")) --i;
  return i >= 3 && text.substr(i - 3, 3) == "://";
}

// Addresses that nobody has: of the domains that are kept for samples (RFC 2606), of a person without a name.
bool is_nobodys(std::string_view local, std::string_view domain) {
  constexpr std::array<std::string_view, 7> sample_tops = {"test",  "example",     "invalid", "localhost",
                                                           "local", "localdomain", "internal"};
  constexpr std::array<std::string_view, 19> sample_domains = {
      "example",    "foo",    "bar",       "baz", "test", "domain", "company", "acme", "email", "mydomain",
      "yourdomain", "sample", "somewhere", "b",   "y",    "x",      "c",       "host", "server"};
  constexpr std::array<std::string_view, 47> nobody = {
      "alice",   "bob",        "carol",     "dave",  "eve",     "user",       "users",    "test",
      "tester",  "foo",        "bar",       "baz",   "me",      "you",        "someone",  "nobody",
      "name",    "email",      "mail",      "hello", "info",    "admin",      "root",     "support",
      "contact", "postmaster", "webmaster", "john",  "jane",    "john.doe",   "jane.doe", "jdoe",
      "johndoe", "a",          "b",         "c",     "x",       "y",          "z",        "example",
      "dev",     "team",       "sales",     "help",  "invalid", "first.last", "username"};
  const std::size_t dot = domain.rfind('.');
  const std::string top = lowered(domain.substr(dot + 1));
  std::string low = lowered(local.substr(0, local.find('+')));
  while (!low.empty() && is_digit(low.back())) low.pop_back();
  const bool unnamed = std::ranges::find(nobody, low) != nobody.end();
  if (std::ranges::find(sample_tops, top) != sample_tops.end()) return unnamed;
  const std::string_view rest = domain.substr(0, dot);
  const std::string second = lowered(rest.substr(rest.rfind('.') + 1));  // npos + 1 is 0
  return unnamed && std::ranges::find(sample_domains, second) != sample_domains.end();
}

// Is the place inside a literal or a comment of a line of code?
bool in_literal(std::string_view text, std::size_t pos) {
  const std::size_t begin = pos - std::min<std::size_t>(pos, 200);
  const std::string_view before = text.substr(begin, pos - begin);
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  return line.contains('"') || line.contains("//");
}

std::size_t match_email(std::string_view text, Hit at, Candidates& found) {
  const std::size_t begin = local_begin(text, at.begin);
  if (begin == at.begin || is_no_person(text.substr(begin, at.begin - begin))) return 0;
  const std::size_t end = domain_end(text, at.end);
  if (!is_mail_domain(text.substr(at.end, end - at.end)) || is_url_user(text, begin)) return 0;
  if (is_nobodys(text.substr(begin, at.begin - begin), text.substr(at.end, end - at.end))) return 0;
  if (in_literal(text, begin) && is_test_code(text, begin)) return 0;
  found.push_back({begin, end});
  return end;
}

}  // namespace

void add_email_rule(std::vector<Rule>& rules) { rules.push_back({"email", Kind::email, {"@"}, match_email}); }

}  // namespace secrets
