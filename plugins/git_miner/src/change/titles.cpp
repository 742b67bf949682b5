#include "change/titles.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <re2/re2.h>

#include "change/message.hpp"
#include "change/subject.hpp"

namespace git_miner {

std::vector<std::string> entries_of(const std::string& list) {
  static const RE2 sign(R"(^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.*)$)");
  std::vector<std::string> entries;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find('\n', begin), list.size());
    std::string text;
    if (!RE2::FullMatch(list.substr(begin, end - begin), sign, &text)) return {};
    entries.push_back(std::move(text));
    begin = end + 1;
  }
  return entries;
}

bool is_list_of_deeds(const std::string& list) {
  if (!list.starts_with("* ") && !list.starts_with("- ")) return false;
  const auto entries = entries_of(list);
  const auto deeds = std::ranges::count_if(entries, [&](const std::string& entry) {
    const std::string title = clean_message(entry).subject;
    return !as_request(title).empty() || (list.starts_with('*') && words_of(title).size() < 3);
  });
  return !entries.empty() && static_cast<std::size_t>(deeds) * 2 >= entries.size();
}

double share_known(const std::string& text, const std::string& other) {
  static const std::set<std::string> common{"the", "a",   "an",   "of",   "to", "in",
                                            "for", "and", "with", "from", "on"};
  const auto said = words_of(other);
  const auto words = words_of(text);
  const auto begins_alike = [](const std::string& one, const std::string& word) {
    constexpr std::size_t least_stem = 3, most_stem = 6;
    const std::size_t stem = std::min({one.size(), word.size(), most_stem});
    return stem < least_stem ? one == word : one.compare(0, stem, word, 0, stem) == 0;
  };
  std::size_t all = 0, known = 0;
  for (const std::string& word : words) {
    if (common.contains(word)) continue;
    ++all;
    if (std::ranges::any_of(said, [&](const std::string& one) { return begins_alike(one, word); })) ++known;
  }
  return all == 0 ? 1 : static_cast<double>(known) / static_cast<double>(all);
}

bool repeats(const std::string& title, const std::string& subject) {
  constexpr double most_of_it = 0.5;
  return share_known(clean_message(title).subject, subject) >= most_of_it;
}

}  // namespace git_miner
