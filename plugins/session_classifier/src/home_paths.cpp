#include "home_paths.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include <session_classifier/stored_json.hpp>

#include "path_chars.hpp"

namespace session_classifier {
namespace {

constexpr std::string_view ends_account = "\\/:*?\"<>|\n\r\t'`,; ()[]{}=&#";

std::string home_expression() {
  const std::string separator = R"((?:[\\/]{1,4}|%2[Ff]|%5[Cc]))";
  const std::string ends = R"(\\/:*?"<>|\n\r\t'`,; ()\[\]{}=&#)";
  const std::string lead =
      R"((?:(?:[\\/]{2,4}[?.][\\/]{1,2})?/?\b[A-Za-z]:|[\\/]{2,4}[\w.$-]+[\\/]{1,2}[\w.$-]+|/(?:mnt|cygdrive)/[A-Za-z]|/[a-z]|)"
      R"(/(?:var|usr|export|private|data|nfs|System/Volumes/Data))?)";
  const std::string folder = "home|[Uu]sers|USERS|Documents and Settings";
  // What is escaped belongs to the account unless it is a separator.
  const std::string letter =
      "[^%" + ends + R"(]|%2[0-9A-Ea-e]|%5[0-9ABD-Fabd-f]|%[^25)" + ends + R"(]|\\u[0-9a-fA-F]{4})";
  return "(" + lead + ")" + separator + "(" + folder + ")" + separator + "((?:" + letter + ")+)";
}

const RE2& home_pattern() {
  // Group 1 leads to the folder of the homes, group 2 is that folder, group 3 the account.
  static const RE2 pattern(home_expression(), RE2::Latin1);
  return pattern;
}

// `Petra Quillfeather`: a second word belongs to the account if a separator follows it; without a drive before it, only a
// word that begins as names do.
std::size_t account_end(std::string_view text, std::size_t end, bool named) {
  constexpr std::size_t longest_word = 30;
  if (end + 1 >= text.size() || text[end] != ' ' || text[end + 1] == ' ') return end;
  std::size_t next = end + 1;
  while (next < text.size() && next - end < longest_word && !ends_account.contains(text[next])) ++next;
  const bool capital = named || (text[end + 1] >= 'A' && text[end + 1] <= 'Z') ||
                       static_cast<unsigned char>(text[end + 1]) >= 0x80;
  return capital && next < text.size() && is_separator(text[next]) ? next : end;
}

bool has_home_folder(std::string_view text, std::size_t pos) {
  constexpr std::array<std::string_view, 14> folders = {
      "Documents", "Desktop", "Downloads", "Library",  "AppData", "OneDrive", "projects",
      "Projects",  "repos",   "snap",      "Pictures", "Music",   "Videos",   "miniconda3"};
  if (pos >= text.size() || !is_separator(text[pos])) return false;
  while (pos < text.size() && is_separator(text[pos])) ++pos;
  const std::string_view rest = text.substr(pos, 40);
  if (rest.size() > 1 && rest[0] == '.' && rest[1] != '.' && !is_separator(rest[1])) return true;
  return std::ranges::any_of(folders, [&](std::string_view folder) {
    return rest.starts_with(folder) &&
           (rest.size() == folder.size() || !std::isalnum(static_cast<unsigned char>(rest[folder.size()])));
  });
}

bool is_nobody(std::string_view account) {
  constexpr std::array<std::string_view, 8> names = {"Public", "Shared",    "Default", "All",
                                                     "user",   "user@host", "$USER",   "~"};
  return std::ranges::find(names, account) != names.end() || account.starts_with('$') ||
         account.starts_with('%') || account.starts_with('.');
}

int hex_value(char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::size_t value = digits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

// Without the escapes of JSON and URLs.
std::string decoded(std::string_view written) {
  std::string name(written);
  if (written.contains('\\'))
    if (const auto json = parse_stored(fmt::format("[\"{}\"]", written))) name = json->items[0].string();
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool escape =
        name[i] == '%' && i + 2 < name.size() && hex_value(name[i + 1]) >= 0 && hex_value(name[i + 2]) >= 0;
    out += escape ? static_cast<char>(hex_value(name[i + 1]) * 16 + hex_value(name[i + 2])) : name[i];
    if (escape) i += 2;
  }
  return out;
}

bool begins_with_folder(std::string_view text) {
  return text.starts_with("home") || text.starts_with("users") || text.starts_with("Users") ||
         text.starts_with("USERS") || text.starts_with("Documents and Settings");
}

}  // namespace

std::size_t next_home_folder(std::string_view text, std::size_t from) {
  constexpr std::array<std::pair<char, std::size_t>, 3> separators = {{{'/', 1}, {'\\', 1}, {'%', 3}}};
  std::size_t next = text.size();
  for (const auto& [sign, size] : separators) {
    for (std::size_t at = text.find(sign, from); at < next; at = text.find(sign, at + 1))
      if (at + size < text.size() && begins_with_folder(text.substr(at + size))) next = at;
  }
  return next;
}

void for_each_home(std::string_view text, const std::function<void(const HomePath&)>& use) {
  const re2::StringPiece whole(text.data(), text.size());
  std::array<re2::StringPiece, 4> groups;
  for (std::size_t from = 0;
       next_home_folder(text, from) < text.size() &&
       home_pattern().Match(whole, from, text.size(), RE2::UNANCHORED, groups.data(), 4);) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    const auto folder = static_cast<std::size_t>(groups[2].data() - text.data());
    const auto name = static_cast<std::size_t>(groups[3].data() - text.data());
    HomePath home{.begin = begin, .name = name, .end = begin + groups[0].size(), .account = ""};
    const std::string_view lead(groups[1].data(), groups[1].size());
    const bool doubled = lead.size() > 1 && is_separator(lead[0]) && is_separator(lead[1]);
    const bool url = doubled && begin > 0 && text[begin - 1] == ':';
    const bool named =
        !url && (doubled || lead.contains(':') || lead.starts_with("/mnt") || lead.starts_with("/cyg"));
    if (url || (lead.empty() && text[folder - 1] == '/')) home.begin = folder - 1;  // file:///home
    while (home.end > begin && text[home.end - 1] == '.') --home.end;
    if (home.end <= name) {
      from = begin + groups[0].size();
      continue;
    }
    home.end = account_end(text, home.end, named);
    const std::string_view written = text.substr(name, home.end - name);
    home.account = decoded(written);
    home.windows = text[folder - 1] == '\\';
    const bool route = std::string_view(groups[2].data(), groups[2].size()) == "users" && !home.windows &&
                       !lead.contains(':');
    home.sure = named || has_home_folder(text, home.end);
    if (!is_nobody(written) && (!route || home.sure)) use(home);
    from = home.end;
  }
}

std::size_t end_of_tail(std::string_view text, std::size_t pos, std::string_view tail) {
  while (!tail.empty()) {
    if (pos >= text.size() || !is_separator(text[pos])) return std::string_view::npos;
    while (pos < text.size() && is_separator(text[pos])) ++pos;
    tail.remove_prefix(1);
    const std::string_view segment = tail.substr(0, tail.find_first_of("/\\"));
    if (!text.substr(pos).starts_with(segment)) return std::string_view::npos;
    pos += segment.size();
    tail.remove_prefix(segment.size());
  }
  return pos;
}

}  // namespace session_classifier
