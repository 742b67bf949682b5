#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <session_classifier/example_texts.hpp>
#include <session_classifier/neutral_paths.hpp>
#include <session_classifier/stored_json.hpp>

#include "accounts.hpp"
#include "home_paths.hpp"
#include "path_chars.hpp"

namespace session_classifier {
namespace {

// The other ways to write a Windows path.
std::vector<std::string> spellings_of(const std::string& path) {
  std::vector<std::string> all{path};
  const bool drive = path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) && path[1] == ':';
  if (!drive) return all;
  std::string slashes = path, backslashes = path;
  std::ranges::replace(slashes, '\\', '/');
  std::ranges::replace(backslashes, '/', '\\');
  const char letter = static_cast<char>(std::tolower(static_cast<unsigned char>(path[0])));
  all = {slashes, backslashes, fmt::format("/{}{}", letter, slashes.substr(2)),
         fmt::format("/mnt/{}{}", letter, slashes.substr(2))};
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
  return drive ? path.size() > 3 : path.size() > 1 && is_separator(path[0]);
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

// A root below a home, whatever leads to that home.
struct HomeRoot {
  std::string account, tail, to;  // `maria`, `/relay`, `/workspace`
};

class Neutraliser {
 public:
  Neutraliser(const std::vector<std::string>& roots, const Accounts& accounts, std::string_view path_root)
      : accounts_(accounts) {
    for (std::size_t i = 0; i < roots.size(); ++i) {
      const std::string to = i == 0 ? std::string(path_root) : fmt::format("{}{}", path_root, i + 1);
      for (const std::string& from : spellings_of(roots[i])) add(from, to);
      for_each_home(roots[i], [&](const HomePath& home) {
        home_roots_.push_back({lowered(home.account), roots[i].substr(home.end), to});
      });
    }
    std::ranges::stable_sort(mappings_, std::ranges::greater{},
                             [](const Mapping& m) { return m.from.size(); });
    std::ranges::stable_sort(home_roots_, std::ranges::greater{},
                             [](const HomeRoot& root) { return root.tail.size(); });
  }

  std::optional<std::string> operator()(std::string_view text) const {
    std::optional<std::string> changed;
    const auto now = [&] { return changed ? std::string_view(*changed) : text; };
    if (next_home_folder(text, 0) < text.size()) changed = with_homes(text);
    if (auto next = with_roots(now())) changed = std::move(next);
    if (auto next = accounts_.hidden(now())) changed = std::move(next);
    return changed;
  }

 private:
  std::string with_homes(std::string_view text) const {
    std::string out;
    std::size_t done = 0;
    for_each_home(text, [&](const HomePath& home) {
      if (!accounts_.knows(home.account) || home.begin < done) return;
      if (const auto root = root_at(text, home)) {
        out.append(text.substr(done, home.begin - done)).append(root->to);
        done = home.windows ? copy_windows_rest(text, root->end, out) : root->end;
      } else {
        out.append(text.substr(done, home.name - done)).append(neutral_account(home.account));
        done = home.end;
      }
    });
    return out.append(text.substr(done));
  }

  struct FoundRoot {
    std::string_view to;
    std::size_t end;  // in the text
  };

  // The working folder that lies at the place of a home.
  std::optional<FoundRoot> root_at(std::string_view text, const HomePath& home) const {
    for (const HomeRoot& root : home_roots_) {
      if (root.account != lowered(home.account)) continue;
      const std::size_t end = end_of_tail(text, home.end, root.tail);
      if (end != std::string_view::npos && ends_name(text, end)) return FoundRoot{root.to, end};
    }
    return std::nullopt;
  }

  // Accounts of a directory service carry its domain.
  static std::string_view neutral_account(std::string_view account) {
    return account.contains('@') ? "user@host" : "user";
  }

  // None if no root stands in the text.
  std::optional<std::string> with_roots(std::string_view text) const {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = next_begin(text, 0); at < text.size(); at = next_begin(text, at)) {
      const Mapping* mapping = mapping_at(text, at);
      if (mapping == nullptr) {
        ++at;
        continue;
      }
      out.append(text, done, at - done).append(mapping->to);
      at += mapping->from.size();
      if (mapping->from.front() != '/') at = copy_windows_rest(text, at, out);
      done = at;
    }
    if (done == 0) return std::nullopt;
    return out.append(text, done);
  }

  std::size_t next_begin(std::string_view text, std::size_t at) const {
    if (begins_.size() == 1) return std::min(text.find(begins_[0], at), text.size());
    return std::min(text.find_first_of(begins_, at), text.size());
  }

  void add(const std::string& from, const std::string& to) {
    const bool one_step = std::ranges::count_if(from, is_separator) < 2;
    mappings_.push_back({from, to, one_step});
    if (!begins_.contains(from.front())) begins_ += from.front();
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
    for (; at < text.size() && (is_name_char(text[at]) || text[at] == '.' || is_separator(text[at])); ++at) {
      if (text[at] != '\\') {
        out += text[at];
      } else if (!out.ends_with('/')) {  // doubled in a literal
        out += '/';
      }
    }
    return at;
  }

  const Accounts& accounts_;
  std::vector<Mapping> mappings_;     // longest first
  std::string begins_;                // their first characters
  std::vector<HomeRoot> home_roots_;  // longest first
};

// Homes are known from the session's folders, from paths in arguments, and in any text from what no route has: a
// drive, a server, a folder of homes (`/home/x/.cargo`). Others stay: `/home/settings` is the route of a web
// application.
Accounts accounts_of(const chat::Example& example, const std::vector<std::string>& roots) {
  Accounts accounts;
  const auto learn_all = [&](std::string_view path) {
    for_each_home(path, [&](const HomePath& home) {
      if (home.begin == 0) accounts.add(home.account);
    });
  };
  for (const std::string& root : roots) learn_all(root);
  for_each_text(example, [&](std::string_view text) {
    for_each_home(text, [&](const HomePath& home) {
      if (home.sure) accounts.add(home.account);
    });
  });
  for (const chat::Message& message : example.messages) {
    for (const chat::ToolCall& call : message.tool_calls) {
      const auto arguments = parse_stored(call.function.arguments);
      if (!arguments) continue;
      for (const char* key : {"filePath", "path", "workdir"}) learn_all((*arguments)[key].string());
    }
  }
  return accounts;
}

}  // namespace

void neutralise_paths(chat::Example& example, const Session& session, std::string_view path_root) {
  const std::vector<std::string> roots = roots_of(session);
  const Accounts accounts = accounts_of(example, roots);
  const Neutraliser neutral(roots, accounts, path_root);
  change_texts(example, neutral);
}

}  // namespace session_classifier
