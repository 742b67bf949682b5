#include "search/replaced_names.hpp"

#include <algorithm>
#include <map>
#include <span>

#include <re2/re2.h>

#include <edits/edits.hpp>

#include "change/lower.hpp"
#include "change/subject.hpp"
#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "search/names_used.hpp"
#include "search/shown.hpp"
#include "search/std_names.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;

constexpr std::size_t least_bytes = 3;  // of a name

struct Token {
  std::string_view text;
  std::size_t line = 0;

  bool is_name() const { return is_word_char(text[0]) && (text[0] < '0' || text[0] > '9'); }
};

// Two humps: `OrderMap`.
bool is_type_name(std::string_view name) {
  return name[0] >= 'A' && name[0] <= 'Z' && is_distinctive(name) && !is_std_api(name);
}

// Words, and each other character that is no blank.
std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (is_word_char(text[at])) {
      while (end < text.size() && is_word_char(text[end])) ++end;
    }
    if (text[at] == '\n') ++line;
    if (!std::string_view(" \t\r\n").contains(text[at])) tokens.push_back({text.substr(at, end - at), line});
    at = end;
  }
  return tokens;
}

// Where a name goes: functions, and lines outside all of them.
struct Places {
  std::set<std::string> replaced, given_up;
};

class Reader {
 public:
  void read(const ChangedFile& file) {
    for (const Token& token : tokens_of(file.after)) kept_.emplace(token.text);
    if (file.after.empty()) compare(file, 0, file.before, "");
    if (file.before.empty() || file.after.empty()) return;
    const auto edits = edits::edits_between(file.before, file.after);
    const auto lines = edited_lines(file.before, edits);
    for (std::size_t i = 0; i < lines.size(); ++i)
      compare(file, lines[i].begin, edits[i].old_text, edits[i].new_text);
  }

  const std::map<std::string, Places>& names() const { return names_; }
  bool is_kept(const std::string& name) const { return kept_.contains(name); }

 private:
  void compare(const ChangedFile& file, std::size_t line, std::string_view from, std::string_view to) {
    const auto before = tokens_of(from), after = tokens_of(to);
    std::map<std::string_view, std::ptrdiff_t> counts;
    for (const Token& token : after) --counts[token.text];
    for (const Token& token : before) {
      if (token.is_name() && ++counts[token.text] > 0)
        names_[std::string(token.text)].given_up.insert(place_of(file, line + token.line));
    }
    if (before.size() == after.size()) {
      align(file, line, before, after);
      return;
    }
    for (std::size_t i = 0, j = 0; i < before.size() && j < after.size();) {  // line by line
      const auto end_of = [](const std::vector<Token>& tokens, std::size_t at) {
        std::size_t end = at;
        while (end < tokens.size() && tokens[end].line == tokens[at].line) ++end;
        return end;
      };
      const std::size_t i_end = end_of(before, i), j_end = end_of(after, j);
      if (i_end - i == j_end - j) align(file, line, {&before[i], i_end - i}, {&after[j], j_end - j});
      i = i_end;
      j = j_end;
    }
  }

  void align(const ChangedFile& file, std::size_t line, std::span<const Token> before,
             std::span<const Token> after) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].text != after[i].text && !(before[i].is_name() && after[i].is_name())) return;
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].text != after[i].text)
        names_[std::string(before[i].text)].replaced.insert(place_of(file, line + before[i].line));
    }
  }

  static std::string place_of(const ChangedFile& file, std::size_t line) {
    const std::string& path = file.change.before.path;
    for (const auto& item : file.items.before) {
      if (item.kind == rust_code::ItemKind::function && !item.is_local && item.first_line <= line + 1 &&
          line < item.last_line)
        return path + " " + item.path;
    }
    return path + " " + std::to_string(line);
  }

  std::map<std::string, Places> names_;
  std::set<std::string> kept_;  // words after the change
};

Reader read(const ChangeSet& set) {
  Reader reader;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust) reader.read(file);
  }
  return reader;
}

std::set<std::string> old_names(const ChangeSet& set, bool is_move) {
  std::set<std::string> names;
  const Reader reader = read(set);
  for (const auto& [name, places] : reader.names()) {
    if (is_move || !places.replaced.empty()) names.insert(name);
  }
  for (const ChangedFile& file : set.files) {
    for (const std::size_t index : file.items.deleted) names.insert(file.items.before[index].name);
    if (file.change.kind != ChangeKind::renamed && file.change.kind != ChangeKind::deleted) continue;
    names.insert(module_of_path(file.change.before.path));
  }
  std::erase_if(names, [](const std::string& name) { return name.size() < least_bytes; });
  return names;
}

// Whether what is to move, by its name, is another item of the changed files than those that do.
bool names_what_stays(const ChangeSet& set, std::string_view object) {
  const std::set<std::string> moving = old_names(set, true);
  static const std::set<std::string> kinds{"macro", "macros", "function", "method", "type",  "struct",
                                           "enum",  "trait",  "module",   "impl",   "const", "static"};
  auto said = parts_of_names(object);
  std::erase_if(said, [](const std::string& part) { return kinds.contains(part); });
  const auto is_meant = [&](const std::string& name) {
    return std::ranges::any_of(parts_of_names(name), [&](const std::string& part) {
      return said.contains(part) || said.contains(part + "s");
    });
  };
  if (std::ranges::any_of(moving, is_meant)) return false;
  return std::ranges::any_of(set.files, [&](const ChangedFile& file) {
    return std::ranges::any_of(file.items.before, [&](const Item& item) {
      return !item.is_local && item.kind != rust_code::ItemKind::use && is_meant(item.name);
    });
  });
}

}  // namespace

std::vector<std::string> replaced_names(const ChangeSet& set) {
  std::set<std::string> defined;
  for (const ChangedFile& file : set.files) {
    if (!file.tree_before) continue;
    for (std::string& name : names_defined(*file.tree_before, {{0, std::string::npos}}))
      defined.insert(std::move(name));
  }
  const Reader reader = read(set);
  std::vector<std::string> names;
  for (const auto& [name, places] : reader.names()) {
    const bool is_everywhere = places.given_up.size() > 1 && !reader.is_kept(name);
    const bool is_asked = defined.contains(name) ? places.replaced.size() > 1 || is_everywhere
                                                 : is_everywhere && is_type_name(name);
    if (name.size() >= least_bytes && is_asked) names.push_back(name);
  }
  return names;
}

bool lacks_owner(const ChangeSet& set, std::string_view request) {
  for (const ChangedFile& file : set.files) {
    for (const std::size_t index : file.items.deleted) {
      const Item& item = file.items.before[index];
      if (item.kind != rust_code::ItemKind::function || !item.container || item.is_test ||
          !has_word(set.message.subject, item.name))
        continue;
      const bool has_another = std::ranges::any_of(file.items.after, [&](const Item& other) {
        return other.kind == item.kind && other.name == item.name && !other.is_test;
      });
      if (has_another && !request.contains("::" + item.name)) return true;
    }
  }
  return false;
}

bool lacks_move_target(const ChangeSet& set, const std::vector<std::string>& paths) {
  static const re2::RE2 bare("(?i)^move .+ (?:in)?to (?:an? |the |its own )?`?(\\w+)`?$");
  static const re2::RE2 place(
      "(?i)(?:modules?|files?|folders?|crates?|std|core|alloc|top|bottom|end|start|beginning|front)");
  std::string target;
  if (!re2::RE2::FullMatch(as_request(set.message.subject), bare, &target)) return false;
  if (re2::RE2::FullMatch(target, place)) return false;
  const std::string name = lower(target);
  const auto is_of_path = [&](const std::string& path) {
    for (std::string at = path; !at.empty(); at = folder_of_path(at)) {
      const std::string_view part = name_of_path(at);
      if (lower(part.substr(0, part.find('.'))) == name) return true;
    }
    return false;
  };
  const auto lies_there = [&](const ChangedFile& file) { return is_of_path(file.change.path()); };
  if (std::ranges::all_of(set.files, lies_there)) return true;  // from there, to where?
  if (std::ranges::any_of(paths, is_of_path)) return false;
  return std::ranges::none_of(set.files, [&](const ChangedFile& file) {
    return std::ranges::any_of(file.items.before, [&](const auto& item) { return lower(item.name) == name; });
  });
}

bool lacks_wished_item(const ChangeSet& set) {
  static const re2::RE2 addition(
      R"((?i)^(?:add|implement|introduce|provide|expose|support)\w* (?:an? |the |new )*`?(?:\w+::)+(\w+))");
  std::string name;
  if (!re2::RE2::PartialMatch(set.message.subject, addition, &name)) return false;
  return std::ranges::none_of(set.files, [&](const ChangedFile& file) { return has_word(file.after, name); });
}

bool lacks_wished_impl(const ChangeSet& set, std::string_view request) {
  static const re2::RE2 trait(R"(\b([A-Z]\w*)<([^<>\s]+)>)");
  re2::StringPiece rest(request.data(), request.size());
  for (std::string name, argument; re2::RE2::FindAndConsume(&rest, trait, &name, &argument);) {
    const std::string wished = name + "<" + argument + ">";
    bool has_other = false, has_it = false;
    for (const ChangedFile& file : set.files) {
      for (std::size_t at = file.after.find(wished); at != file.after.npos;
           at = file.after.find(wished, at + 1)) {
        const bool is_whole = at == 0 || !is_word_char(file.after[at - 1]);
        (is_whole ? has_it : has_other) = true;
      }
    }
    if (has_other && !has_it) return true;
  }
  return false;
}

bool lacks_old_name(const ChangeSet& set, std::string_view request) {
  const std::string deed = as_request(set.message.subject);
  const bool is_rename = deed.starts_with("rename "), is_move = deed.starts_with("move ");
  if (!is_rename && !is_move) return false;
  if (is_move && names_what_stays(set, deed.substr(0, std::min(deed.find(" to "), deed.find(" into ")))))
    return true;
  const auto said = parts_of_names(request);
  const auto is_said = [&](const std::string& part) {
    return said.contains(part) || said.contains(part + "s");
  };
  return std::ranges::none_of(old_names(set, is_move), [&](const std::string& name) {
    const auto parts = parts_of_names(name);
    return is_move ? std::ranges::any_of(parts, is_said) : std::ranges::all_of(parts, is_said);
  });
}

}  // namespace git_miner
