#include "conversation/told_names.hpp"

#include <set>

#include "word_char.hpp"

namespace git_miner {
namespace {

// Of paths like `<Reader as Read>::read`: nobody has to be shown them.
bool is_keyword(std::string_view word) {
  static const std::set<std::string_view> keywords{"as", "dyn", "for", "impl", "mut", "const", "fn", "where"};
  return keywords.contains(word);
}

// Functions that many types have: without the type the name tells nothing.
bool is_everywhere(std::string_view name) {
  static const std::set<std::string_view> names{"new", "default", "from", "into", "fmt", "drop",
                                                "eq",  "clone",   "cmp",  "hash", "next"};
  return names.contains(name);
}

bool are_shown(std::string_view name, const WordTest& is_shown) {
  for (std::size_t at = 0; at < name.size();) {
    std::size_t end = at;
    while (end < name.size() && is_word_char(name[end])) ++end;
    const std::string_view word = name.substr(at, end - at);
    if (!word.empty() && !is_keyword(word) && !is_shown(word)) return false;
    at = end + 1;
  }
  return true;
}

// Where the last name of a path begins whose front is `name`; npos in one that has no more.
std::size_t last_joint(std::string_view name) {
  int depth = 0;  // of `<A as b::C>`
  for (std::size_t at = name.size(); at-- > 1;) {
    if (name[at] == '>') ++depth;
    if (name[at] == '<') --depth;
    if (depth == 0 && name[at] == ':' && name[at - 1] == ':') return at - 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::string told_name(const std::string& name, const WordTest& is_shown) {
  if (is_shown(name)) return name;  // a file
  std::size_t begin = name.size();
  for (std::size_t end = name.size(); end > 0;) {
    const std::size_t joint = last_joint(std::string_view(name).substr(0, end));
    const std::size_t first = joint == std::string::npos ? 0 : joint + 2;
    if (!are_shown(std::string_view(name).substr(first, end - first), is_shown)) break;
    begin = first;
    end = joint == std::string::npos ? 0 : joint;
  }
  std::string told = name.substr(begin);
  return begin > 0 && is_everywhere(told) ? "" : told;
}

std::optional<std::string> with_told_names(std::string_view text, const WordTest& is_shown) {
  std::string told;
  while (true) {
    const std::size_t begin = text.find('`');
    const std::size_t end = begin == text.npos ? begin : text.find('`', begin + 1);
    if (end == text.npos) return told + std::string(text);
    const std::string name = told_name(std::string(text.substr(begin + 1, end - begin - 1)), is_shown);
    if (name.empty()) return std::nullopt;
    told.append(text.substr(0, begin)).append("`" + name + "`");
    text.remove_prefix(end + 1);
  }
}

}  // namespace git_miner
