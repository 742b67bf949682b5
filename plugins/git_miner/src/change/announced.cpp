#include "change/announced.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "change/subject.hpp"

namespace git_miner {
namespace {

// Equal but for a plural, or alike over their first six letters: `completion` and `complete`, not `constant`
// and `const`.
bool are_alike(const std::string& a, const std::string& b) {
  constexpr std::size_t stem = 6, least = 3;
  if (std::min(a.size(), b.size()) < least) return false;
  if (a == b || a + "s" == b || a == b + "s") return true;
  return a.size() >= stem && a.compare(0, stem, b, 0, stem) == 0;
}

// Whether words from `at` on are a name: `memchr`, `serde-json`, the plural too.
std::size_t name_length(const std::vector<std::string>& said, std::size_t at, const std::string& name) {
  std::string joined;
  for (std::size_t i = at; i < said.size() && joined.size() < name.size(); ++i) {
    joined += (joined.empty() ? "" : "_") + said[i];
    if (joined == name || joined == name + "s") return i + 1 - at;
  }
  return 0;
}

bool names_crate(const std::vector<std::string>& said, const std::string& crate) {
  for (std::size_t at = 0; at < said.size(); ++at) {
    if (name_length(said, at, code_name(crate)) > 0) return true;
  }
  return false;
}

// "jemalloc" is of `tikv-jemallocator`, "completion" of `clap_complete`.
bool is_hint(const std::string& word, const std::string& crate) {
  std::string name = code_name(crate);
  std::ranges::replace(name, '_', ' ');
  return std::ranges::any_of(words_of(name), [&](const std::string& part) { return are_alike(part, word); });
}

bool has_hint(const std::vector<std::string>& said, const std::string& crate) {
  return std::ranges::any_of(said, [&](const std::string& word) { return is_hint(word, crate); });
}

bool speaks_of_dependencies(const std::vector<std::string>& said) {
  static const std::set<std::string_view> general{"dependency", "dependencies", "dep", "deps"};
  return std::ranges::any_of(said, [&](const std::string& word) { return general.contains(word); });
}

// "use memchr for ..", "add the memchr crate", not "add memchr errors": the name ends what is spoken of.
bool is_object(const std::vector<std::string>& subject, const std::string& crate) {
  static const std::set<std::string_view> nouns{"crate", "library", "dependency", "dep", "instead"};
  static const std::set<std::string_view> joints{
      "for", "to",      "in",    "when", "as",         "on",         "where", "with",
      "so",  "and",     "while", "by",   "rather",     "over",       "from",  "at",
      "if",  "because", "via",   "into", "everywhere", "throughout", "of",    "only"};
  static const std::set<std::string_view> abilities{"support",   "supports", "allow",  "allows", "enable",
                                                    "implement", "provide",  "expose", "accept"};
  static const std::set<std::string_view> takings{"use",    "uses",    "using", "switch", "adopt",
                                                  "depend", "replace", "rely",  "try"};
  if (!subject.empty() && abilities.contains(subject.front())) return false;
  const bool takes = !subject.empty() && takings.contains(subject.front());
  for (std::size_t at = 0; at < subject.size(); ++at) {
    std::size_t length = name_length(subject, at, code_name(crate));
    if (length > 0 && !takes && subject[at + length - 1].ends_with('s') && !crate.ends_with('s')) length = 0;
    if (length == 0 && takes && is_hint(subject[at], crate)) length = 1;
    if (length == 0) continue;
    std::size_t next = at + length;
    while (next < subject.size() && nouns.contains(subject[next])) ++next;
    if (next == subject.size() || joints.contains(subject[next])) return true;
  }
  return false;
}

}  // namespace

Announced announcement_of(const Message& message, const std::string& crate) {
  const auto subject = words_of(message.subject), body = words_of(message.body);
  const bool is_of_dependencies =
      message.scope == "deps" || message.type == CommitType::deps || speaks_of_dependencies(subject);
  if (is_object(subject, crate) || is_of_dependencies) return Announced::as_object;
  if (names_crate(subject, crate) || names_crate(body, crate)) return Announced::by_name;
  return has_hint(subject, crate) ? Announced::by_hint : Announced::no;
}

bool is_renamed(const ChangeFacts& facts, const std::string& crate) {
  return std::ranges::any_of(facts.crates_removed, [&](const std::string& removed) {
    std::string name = code_name(removed);
    std::ranges::replace(name, '_', ' ');
    return has_hint(words_of(name), crate);
  });
}

bool speaks_of_removed(const Message& message, const ChangeFacts& facts) {
  const auto subject = words_of(message.subject);
  return std::ranges::any_of(facts.crates_removed,
                             [&](const auto& crate) { return names_crate(subject, crate); }) ||
         (!facts.crates_removed.empty() && speaks_of_dependencies(subject));
}

bool is_upgrade(const Message& message, const ChangeFacts& facts) {
  if (facts.versions_changed.empty()) return false;
  return std::ranges::any_of(words_of(message.subject), [](const std::string& word) {
    return word.starts_with("updat") || word.starts_with("upgrad") || word.starts_with("bump");
  });
}

}  // namespace git_miner
