#include "accounts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace session_classifier {
namespace {

// Shorter ones are first names and words, which code may use, too.
constexpr std::size_t shortest_rare = 8;
constexpr std::size_t shortest_numbered = 6;

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_char(char c) { return is_alnum(c) || c == '_' || c == '-'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Names of accounts that are words of programs and their users, too.
bool is_ordinary(std::string_view name) {
  constexpr std::array<std::string_view, 56> words = {
      "admin",    "administrator", "agent",  "build",     "builder",   "buildbot",   "cargo",
      "circleci", "claude",        "client", "coder",     "codespace", "codespaces", "container",
      "debian",   "default",       "deploy", "developer", "docker",    "fedora",     "frank",
      "github",   "gitlab",        "grace",  "grant",     "guest",     "house",      "jenkins",
      "local",    "master",        "nixos",  "node",      "nobody",    "opencode",   "owner",
      "parser",   "pilot",         "player", "project",   "projects",  "rustacean",  "rust",
      "runner",   "runneradmin",   "server", "service",   "shared",    "student",    "system",
      "tester",   "ubuntu",        "users",  "vagrant",   "vscode",    "worker",     "workspace"};
  return std::ranges::find(words, name) != words.end();
}

// Blanks and bytes beyond ASCII as URLs write them.
std::string url_encoded(std::string_view name) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7f)
      out += c;
    else
      out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  return out;
}

bool ends_name(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  if (text[at] == '.') return at + 1 >= text.size() || !is_name_char(text[at + 1]);
  return !is_name_char(text[at]);
}

std::string_view line_before(std::string_view text, std::size_t at) {
  constexpr std::size_t longest_line = 200;  // before a column of `ls -l`
  const std::size_t begin = at - std::min(at, longest_line);
  const std::string_view before = text.substr(begin, at - begin);
  return before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
}

// In a line that begins with the ten characters of a file's mode, among the first four columns.
bool is_owner(std::string_view text, std::size_t at) {
  const std::string_view before = line_before(text, at);
  if (before.size() < 12 || !std::string_view("-dlcbps").contains(before[0])) return false;
  const bool mode = std::ranges::all_of(before.substr(1, 9),
                                        [](char c) { return std::string_view("rwxsStT-").contains(c); });
  std::size_t columns = 0;
  for (std::size_t i = 1; i < before.size(); ++i) columns += before[i] == ' ' && before[i - 1] != ' ';
  return mode && columns <= 3;
}

// `uid=1000(maria)`, `27(sudo),1000(maria)`, `USER=maria`, `whoami` of prompts, `maria   1234  0.0` of ps.
bool is_named(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view before =
      text.substr(at - std::min<std::size_t>(at, 20), std::min<std::size_t>(at, 20));
  if (before.ends_with('(') && end < text.size() && text[end] == ')')
    return before.size() > 1 && is_digit(before[before.size() - 2]);
  for (const std::string_view name :
       {"USER=", "LOGNAME=", "USERNAME=", "SUDO_USER=", "\"user\": \"", "chown ", "su - ", "sudo -u "})
    if (before.ends_with(name)) return true;
  if (!before.empty() && !before.ends_with('\n')) return false;
  std::size_t pos = end;
  while (pos < text.size() && is_blank(text[pos])) ++pos;
  std::size_t digits = pos;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  return pos > end && digits > pos && digits < text.size() && is_blank(text[digits]);
}

// Where a machine's name ends in `maria@host`; `at` if an address of mail stands there, which is redacted as such.
std::size_t host_end(std::string_view text, std::size_t at) {
  std::size_t host = at + 1;
  while (host < text.size() && (is_name_char(text[host]) || text[host] == '.')) ++host;
  return text.substr(at + 1, host - at - 1).contains('.') ? at : host;
}

// The text with `user` in the place of the name; none if there is none.
template <typename IsPlace>
std::optional<std::string> replaced(std::string_view text, std::string_view searched, const std::string& name,
                                    IsPlace is_place) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = searched.find(name); at != std::string_view::npos; at = searched.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (at < from || !is_place(at, end)) continue;
    out.append(text, from, at - from).append("user");
    from = end;
    if (end >= text.size() || text[end] != '@') continue;
    const std::size_t host = host_end(text, end);
    if (host == end) continue;
    out += "@host";
    from = host;
  }
  if (from == 0) return std::nullopt;
  return out.append(text, from);
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return low;
}

void Accounts::add(const std::string& account) {
  if (account.empty() || !accounts_.insert(lowered(account)).second) return;
  common_.insert(account);
  std::string low = lowered(account);
  std::set<std::string> names = {low, url_encoded(low)};
  for (std::size_t begin = 0; begin <= low.size();) {
    const std::size_t end = std::min(low.find_first_of(" .@+", begin), low.size());
    names.insert(low.substr(begin, end - begin));
    begin = end + 1;
  }
  for (const std::string& name : names) {
    const auto digits = std::ranges::count_if(name, is_digit);
    const auto letters = std::ranges::count_if(name, is_alnum) - digits;
    const std::size_t shortest = digits > 0 ? shortest_numbered : shortest_rare;
    if (name.size() >= shortest && letters > 0 && !is_ordinary(name)) rare_.insert(name);
  }
}

std::optional<std::string> Accounts::hidden(std::string_view text) const {
  std::optional<std::string> changed;
  const auto change = [&](std::optional<std::string> next) {
    if (!next) return false;
    changed = std::move(next);
    text = *changed;
    return true;
  };
  std::string low = rare_.empty() ? "" : lowered(text);
  for (auto name = rare_.rbegin(); name != rare_.rend(); ++name) {
    const bool is_new = change(replaced(text, low, *name, [&](std::size_t at, std::size_t end) {
      return (at == 0 || !is_alnum(text[at - 1])) && (end == text.size() || !is_alnum(text[end]));
    }));
    if (is_new) low = lowered(text);
  }
  for (const std::string& name : common_) {
    change(replaced(text, text, name, [&](std::size_t at, std::size_t end) {
      const bool word = (at == 0 || !is_name_char(text[at - 1])) && ends_name(text, end);
      return word &&
             ((end < text.size() && text[end] == '@') || is_owner(text, at) || is_named(text, at, end));
    }));
  }
  return changed;
}

}  // namespace session_classifier
