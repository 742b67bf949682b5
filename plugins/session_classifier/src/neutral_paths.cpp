#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <session_classifier/example_texts.hpp>
#include <session_classifier/json.hpp>
#include <session_classifier/neutral_paths.hpp>

namespace session_classifier {
namespace {

constexpr std::string_view neutral_home = "/home/user";

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }
bool is_separator(char c) { return c == '/' || c == '\\'; }

// "/home/x", "/Users/x", "C:\Users\x", "C:/Users/x" or "/c/Users/x" at the beginning of a path.
std::optional<std::string> home_of(std::string_view path) {
  std::size_t at = 0;
  const auto drive = [](std::string_view p) {
    return p.size() > 2 && std::isalpha(static_cast<unsigned char>(p[0])) && p[1] == ':' &&
           is_separator(p[2]);
  };
  const bool git_bash = path.size() > 2 && path[0] == '/' &&
                        std::isalpha(static_cast<unsigned char>(path[1])) && path[2] == '/';
  if (drive(path) || git_bash) at = 2;
  const std::string_view rest = path.substr(at);
  for (const std::string_view parent : {"/home/", "/Users/", "\\Users\\"}) {
    if (!rest.starts_with(parent)) continue;
    std::size_t end = at + parent.size();
    while (end < path.size() && (is_name_char(path[end]) || path[end] == '.')) ++end;
    if (end > at + parent.size()) return std::string(path.substr(0, end));
  }
  return std::nullopt;
}

std::string_view account_of(std::string_view home) { return home.substr(home.find_last_of("/\\") + 1); }

// The other ways to write a Windows path.
std::vector<std::string> spellings_of(const std::string& path) {
  std::vector<std::string> all{path};
  const bool drive = path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) && path[1] == ':';
  if (!drive) return all;
  std::string slashes = path, backslashes = path;
  std::ranges::replace(slashes, '\\', '/');
  std::ranges::replace(backslashes, '/', '\\');
  const char letter = static_cast<char>(std::tolower(static_cast<unsigned char>(path[0])));
  all = {slashes, backslashes, fmt::format("/{}{}", letter, slashes.substr(2))};
  for (std::string other : {slashes, backslashes}) {
    const auto first = static_cast<unsigned char>(other[0]);
    other[0] = static_cast<char>(std::isupper(first) ? std::tolower(first) : std::toupper(first));
    all.push_back(other);
  }
  return all;
}

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || is_separator(path[root.size()]));
}

std::string without_end_separator(std::string path) {
  while (path.size() > 1 && is_separator(path.back())) path.pop_back();
  return path;
}

// "/" and a whole drive are no folder of anybody's.
bool is_usable_root(std::string_view path) {
  const bool drive = path.size() > 1 && path[1] == ':';
  return drive ? path.size() > 3 : path.size() > 1 && path[0] == '/';
}

// The working folders of a session, without those that lie in an earlier one. First those around the folder
// that the session was started in: in a second checkout of a project the stored worktree is the first one's.
std::vector<std::string> roots_of(const Session& session) {
  std::vector<std::string> all{session.worktree};
  for (const Message& message : session.messages) all.push_back(message.root);
  all.push_back(session.directory);
  for (const Message& message : session.messages) all.push_back(message.cwd);
  for (std::string& path : all) path = without_end_separator(std::move(path));
  std::erase_if(all, [](const std::string& path) { return !is_usable_root(path); });
  if (!session.directory.empty())
    std::ranges::stable_partition(all,
                                  [&](const std::string& path) { return is_below(session.directory, path); });
  std::vector<std::string> roots;
  for (const std::string& path : all)
    if (std::ranges::none_of(roots, [&](const std::string& root) { return is_below(path, root); }))
      roots.push_back(path);
  return roots;
}

struct Mapping {
  std::string from, to;
  bool whole_path;  // only at the beginning of a path
};

class Neutraliser {
 public:
  Neutraliser(const std::vector<std::string>& roots, const std::set<std::string>& homes,
              std::string_view path_root) {
    for (std::size_t i = 0; i < roots.size(); ++i) {
      const std::string to = i == 0 ? std::string(path_root) : fmt::format("{}{}", path_root, i + 1);
      for (const std::string& from : spellings_of(roots[i])) add(from, to);
    }
    for (const std::string& home : homes) {
      for (const std::string& from : spellings_of(home)) add(from, std::string(neutral_home));
      accounts_.insert(std::string(account_of(home)));
    }
    std::ranges::stable_sort(mappings_, std::ranges::greater{},
                             [](const Mapping& m) { return m.from.size(); });
  }

  std::string operator()(std::string_view text) const {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const Mapping* mapping = mapping_at(text, at);
      if (mapping == nullptr) {
        out += text[at++];
        continue;
      }
      out += mapping->to;
      at += mapping->from.size();
      if (mapping->from.front() != '/') at = copy_windows_rest(text, at, out);
    }
    for (const std::string& account : accounts_) out = without_account(out, account);
    return out;
  }

 private:
  void add(const std::string& from, const std::string& to) {
    const bool one_step = std::ranges::count_if(from, is_separator) < 2;
    mappings_.push_back({from, to, one_step});
  }

  const Mapping* mapping_at(std::string_view text, std::size_t at) const {
    for (const Mapping& mapping : mappings_) {
      if (text[at] != mapping.from.front() || !text.substr(at).starts_with(mapping.from)) continue;
      if (ends_name(text, at + mapping.from.size()) && (!mapping.whole_path || begins_path(text, at)))
        return &mapping;
    }
    return nullptr;
  }

  // A dot ends the name where no further letter follows: the end of a sentence.
  static bool ends_name(std::string_view text, std::size_t at) {
    if (at >= text.size()) return true;
    if (text[at] == '.') return at + 1 >= text.size() || !is_name_char(text[at + 1]);
    return !is_name_char(text[at]);
  }

  static bool begins_path(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char before = text[at - 1];
    return !is_name_char(before) && before != '.' && before != '/' && before != '\\' && before != '~';
  }

  static std::size_t copy_windows_rest(std::string_view text, std::size_t at, std::string& out) {
    for (; at < text.size() && (is_name_char(text[at]) || text[at] == '.' || is_separator(text[at])); ++at)
      out += text[at] == '\\' ? '/' : text[at];
    return at;
  }

  // `maria@host` of prompts and ssh, and owner and group of `ls -l`.
  static std::string without_account(const std::string& text, const std::string& account) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = text.find(account); at != std::string::npos; at = text.find(account, at + 1)) {
      const std::size_t end = at + account.size();
      const bool word = at >= from && (at == 0 || !is_name_char(text[at - 1])) && ends_name(text, end);
      if (!word) continue;
      const bool prompt = end < text.size() && text[end] == '@';
      if (!prompt && !is_owner(text, at)) continue;
      out.append(text, from, at - from).append("user");
      from = end;
      if (!prompt) continue;
      std::size_t host = end + 1;
      while (host < text.size() && (is_name_char(text[host]) || text[host] == '.')) ++host;
      // An address of mail keeps its form for the redaction of such; a bare name is that of a machine.
      if (text.substr(end + 1, host - end - 1).contains('.')) continue;
      out += "@host";
      from = host;
    }
    return out.append(text, from);
  }

  // In a line that begins with the ten characters of a file's mode, among the first four columns.
  static bool is_owner(const std::string& text, std::size_t at) {
    const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const std::string_view before = std::string_view(text).substr(line, at - line);
    if (before.size() < 12 || !std::string_view("-dlcbps").contains(before[0])) return false;
    const bool mode = std::ranges::all_of(before.substr(1, 9),
                                          [](char c) { return std::string_view("rwxsStT-").contains(c); });
    std::size_t columns = 0;
    for (std::size_t i = 1; i < before.size(); ++i) columns += before[i] == ' ' && before[i - 1] != ' ';
    return mode && columns <= 3;
  }

  std::vector<Mapping> mappings_;  // longest first
  std::set<std::string> accounts_;
};

// Homes are known from the session's folders, from paths in arguments, and from hidden folders
// (`/home/x/.cargo`) in any text. Others stay: `/home/settings` is the route of a web application.
std::set<std::string> homes_of(const chat::Example& example, const std::vector<std::string>& roots) {
  std::set<std::string> homes;
  for (const std::string& root : roots)
    if (const auto home = home_of(root)) homes.insert(*home);
  chat::Example copy = example;
  change_texts(copy, [&](std::string_view text) {
    for (std::size_t at = text.find_first_of("/\\"); at != std::string_view::npos;
         at = text.find_first_of("/\\", at + 1)) {
      const std::size_t from = at >= 2 && text[at - 1] == ':' ? at - 2 : at;
      const auto home = home_of(text.substr(from));
      if (!home) continue;
      const std::string_view rest = text.substr(from + home->size());
      if (rest.size() > 2 && is_separator(rest[0]) && rest[1] == '.' && is_name_char(rest[2]))
        homes.insert(*home);
    }
    return std::string(text);
  });
  for (const chat::Message& message : example.messages) {
    for (const chat::ToolCall& call : message.tool_calls) {
      const auto arguments = parse_json(call.function.arguments);
      if (!arguments) continue;
      for (const char* key : {"filePath", "path", "workdir"})
        if (const auto home = home_of((*arguments)[key].string())) homes.insert(*home);
    }
  }
  return homes;
}

}  // namespace

void neutralise_paths(chat::Example& example, const Session& session, std::string_view path_root) {
  const std::vector<std::string> roots = roots_of(session);
  const std::set<std::string> homes = homes_of(example, roots);
  const Neutraliser neutral(roots, homes, path_root);
  change_texts(example, neutral);
}

}  // namespace session_classifier
