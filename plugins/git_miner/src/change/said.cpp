#include "change/said.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "change/common_words.hpp"
#include "change/lower.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }

// Of `max_depth`, `MaxDepth` and `HTTPServer`, in lower case.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  const auto end_part = [&] {
    if (!part.empty()) parts.push_back(lower(part));
    part.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_word_char(c) || c == '_') {
      end_part();
      continue;
    }
    const bool begins_hump =
        is_upper(c) && ((i > 0 && is_lower(text[i - 1])) || (i + 1 < text.size() && is_lower(text[i + 1])));
    if (begins_hump) end_part();
    part += c;
  }
  end_part();
  return parts;
}

constexpr std::size_t least_bytes = 3;

// What the forms of a word have in common: "filt" of "filters" and "filtering".
std::string root_of(std::string word) {
  for (bool is_shorter = true; is_shorter;) {
    is_shorter = false;
    for (const std::string_view ending : {"ing", "ies", "ed", "er", "es", "s", "e", "y"}) {
      if (!word.ends_with(ending) || word.size() < least_bytes + ending.size()) continue;
      word.resize(word.size() - ending.size());
      is_shorter = true;
      break;
    }
  }
  if (word.size() > least_bytes && word[word.size() - 1] == word[word.size() - 2]) word.pop_back();
  return word;
}

bool tells(const std::string& part) { return part.size() >= least_bytes && !is_common_word(part); }

}  // namespace

Said::Said(std::string_view text) {
  bool is_code = false;
  for (std::size_t begin = 0; begin <= text.size(); is_code = !is_code) {
    const std::size_t end = std::min(text.find('`', begin), text.size());
    add(text.substr(begin, end - begin), is_code);
    begin = end + 1;
  }
}

// Names of several words are said as a whole.
void Said::add(std::string_view text, bool is_code) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    const std::size_t from = begin;
    while (begin < text.size() && is_word_char(text[begin])) ++begin;
    const auto parts = parts_of(text.substr(from, begin - from));
    if (parts.size() > 1 || (is_code && parts.size() == 1)) names_.emplace(text.substr(from, begin - from));
    for (const std::string& part : parts) {
      if (part.size() < least_bytes) continue;
      if (parts.size() == 1) alone_.insert(root_of(part));
      if (!is_code && is_common_word(part)) continue;
      roots_.insert(root_of(part));
    }
  }
}

bool Said::holds_part_of(std::string_view name) const {
  return std::ranges::any_of(parts_of(name), [&](std::string& part) {
    return part.size() >= least_bytes && roots_.contains(root_of(std::move(part)));
  });
}

bool Said::speaks_of(std::string_view name) const {
  if (names_.contains(name)) return true;
  const auto parts = parts_of(name);
  if (parts.size() == 1) return holds_all(parts);  // meant by any name that has it
  const auto is_short = [](const std::string& part) { return part.size() < least_bytes; };
  return !std::ranges::all_of(parts, is_short) && std::ranges::all_of(parts, [&](const std::string& part) {
    return is_short(part) || alone_.contains(root_of(part));
  });
}

bool Said::holds_all_of(std::string_view name) const { return holds_all(parts_of(name)); }

bool Said::holds_all(const std::vector<std::string>& parts) const {
  const bool tells_any = std::ranges::any_of(parts, tells);
  return !parts.empty() && std::ranges::all_of(parts, [&](const std::string& part) {
    if (!tells(part)) return tells_any || alone_.contains(root_of(part));
    return roots_.contains(root_of(part));
  });
}

}  // namespace git_miner
