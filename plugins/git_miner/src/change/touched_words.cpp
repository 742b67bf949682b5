#include "change/touched_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "change/lower.hpp"
#include "change/message.hpp"
#include "change/named_kinds.hpp"
#include "change/new_names.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;

constexpr std::size_t least_name = 3, least_word = 4;  // bytes

// Words of every program, which name no place of one.
bool is_everywhere(const std::string& word) {
  static const std::set<std::string_view> everywhere{
      "from",  "into", "with",  "main", "test",     "tests",  "default", "read",   "write",  "self",  "crate",
      "print", "open", "close", "push", "drop",     "clone",  "call",    "name",   "value",  "error", "line",
      "file",  "find", "iter",  "data", "type",     "string", "result",  "option", "none",   "some",  "bool",
      "char",  "lib",  "src",   "mod",  "util",     "utils",  "common",  "types",  "errors", "core",  "code",
      "this",  "impl", "when",  "that", "function", "method", "struct",  "usize",  "vec",    "for"};
  return everywhere.contains(word);
}

// `no-color` and `NO_COLOR` are one.
std::string plain(std::string_view name) {
  std::string out = lower(name);
  std::ranges::replace(out, '-', '_');
  return out;
}

// Identifiers, and what hyphens join.
std::vector<std::string_view> names_of_code(std::string_view code) {
  std::vector<std::string_view> names;
  for (std::size_t begin = 0; begin < code.size();) {
    std::size_t end = begin;
    while (end < code.size() &&
           (is_word_char(code[end]) ||
            (code[end] == '-' && end > begin && end + 1 < code.size() && is_word_char(code[end + 1]))))
      ++end;
    if (end > begin) names.push_back(code.substr(begin, end - begin));
    begin = end + (end == begin ? 1 : 0);
  }
  return names;
}

// `DirEntry`, `dir_entry` and `dir-entry` have "dir" and "entry".
std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const bool is_hump =
        std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
    if (c == '_' || c == '-' || is_hump) end_word();
    if (c != '_' && c != '-') word += static_cast<char>(std::tolower(c));
  }
  end_word();
  return words;
}

// "panics" and "panic", "parsing" and "parse".
bool are_alike(std::string_view one, std::string_view other) {
  constexpr std::size_t most_ending = 3;
  if (one.size() > other.size()) std::swap(one, other);
  if (one.size() > least_word && one.ends_with('e')) one.remove_suffix(1);
  return one.size() >= least_word && other.starts_with(one) && other.size() - one.size() <= most_ending;
}

// Lines are counted from 0, those of items from 1; what is added between two lines has them on both sides.
bool is_around(const Item& item, const LineRange& lines) {
  const bool is_addition = lines.begin == lines.end;
  const std::size_t first = is_addition ? lines.begin : lines.begin + 1;
  const std::size_t last = is_addition ? lines.begin + 1 : lines.end;
  return item.first_line <= first && last <= item.last_line;
}

bool holds_items(const Item& item) {
  using rust_code::ItemKind;
  return item.kind == ItemKind::impl || item.kind == ItemKind::module || item.kind == ItemKind::trait;
}

}  // namespace

TouchedWords::TouchedWords(const ChangeSet& set, Rarity is_rare) : is_rare_(std::move(is_rare)) {
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && !file.is_test) add_file(file);
  }
}

void TouchedWords::add_file(const ChangedFile& file) {
  std::string_view path = file.change.before.path;
  if (path.ends_with(".rs")) path.remove_suffix(3);
  for (const std::string_view name : names_of_code(path)) add_title(name);
  const LineIndex before(file.before), after(file.after);
  for (const ChangedLines& lines : file.change.lines) {
    if (file.tree_before) add_place(file, before, lines.before);
    for (const std::string_view name : names_of_code(after.text(lines.after))) added_.insert(plain(name));
  }
}

void TouchedWords::add_place(const ChangedFile& file, const LineIndex& index, const LineRange& lines) {
  if (file.tree_before->in_test_at(static_cast<std::uint32_t>(index.begin(lines.begin)))) return;
  add_code(index.text(lines));
  const Item* inner = nullptr;
  for (const Item& item : file.items.before) {
    if (!is_around(item, lines)) continue;
    add_title(item.name);
    inner = &item;  // containers come first
  }
  if (!inner || holds_items(*inner)) {
    for (const Item& item : file.items.before) {
      const bool is_beside =
          !inner || (item.bytes.begin >= inner->bytes.begin && item.bytes.end <= inner->bytes.end);
      if (is_beside && !item.is_test && is_used_by_name(item.kind)) add_code(item.name);
    }
    return;
  }
  add_code(index.text({inner->first_line - 1, inner->last_line}));
}

void TouchedWords::add_code(std::string_view code) {
  for (const std::string_view name : names_of_code(code)) {
    names_.insert(plain(name));
    for (std::string& word : words_of_name(name)) words_.insert(std::move(word));
  }
}

void TouchedWords::add_title(std::string_view name) {
  add_code(name);
  for (const std::string_view part : names_of_code(name)) {
    titles_.insert(plain(part));
    for (std::string& word : words_of_name(part)) titles_.insert(std::move(word));
  }
}

bool TouchedWords::lead_from(std::string_view text) const {
  const auto is_name = [&](const std::string& name) {
    return name.size() >= least_name && !is_everywhere(name) && names_.contains(name);
  };
  for (const std::string& name : names_in(text)) {
    if (is_name(plain(name)) || (name.size() >= least_name && titles_.contains(plain(name)))) return true;
  }
  const auto words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].size() < least_name || words[i + 1].size() < least_name) continue;
    if (is_name(words[i] + "_" + words[i + 1]) || is_name(words[i] + words[i + 1])) return true;
  }
  return std::ranges::any_of(words, [&](const std::string& word) {
    if (word.size() < least_name || is_everywhere(word)) return false;
    if (names_.contains(word) && (titles_.contains(word) || is_rare_(word))) return true;
    if (word.size() < least_word) return false;
    const auto is_like = [&](const std::string& one) { return one == word || are_alike(one, word); };
    if (std::ranges::any_of(titles_, is_like)) return true;
    return std::ranges::any_of(words_, [&](const std::string& one) { return is_like(one) && is_rare_(one); });
  });
}

bool TouchedWords::add_name_of(std::string_view text) const {
  std::vector<std::string> names = names_in(text);
  if (!text.contains(' ')) names.emplace_back(text);
  return std::ranges::any_of(names, [&](const std::string& name) {
    const std::string one = plain(name);
    return one.size() >= least_name && !is_everywhere(one) && added_.contains(one);
  });
}

}  // namespace git_miner
