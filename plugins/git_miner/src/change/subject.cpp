#include "change/subject.hpp"

#include <algorithm>
#include <map>

#include <re2/re2.h>

#include "change/lower.hpp"
#include "change/message.hpp"
#include "change/verbs.hpp"

namespace git_miner {
namespace {

// Every spelling that such a verb may have; more than exist do no harm.
const std::map<std::string, const Verb*>& forms() {
  static const std::map<std::string, const Verb*> all = [] {
    std::map<std::string, const Verb*> map;
    for (const Verb& verb : subject_verbs()) {
      const std::string base(verb.base);
      std::string stem = base;
      if (base.ends_with('e') || base.ends_with('y')) stem.pop_back();
      for (const std::string& form : {base, lower(verb.report), base + "s", base + "es", stem + "ies",
                                      base + "ed", stem + "ed", stem + "ied", base + base.back() + "ed",
                                      base + "ing", stem + "ing", base + base.back() + "ing"}) {
        map.emplace(form, &verb);
      }
    }
    return map;
  }();
  return all;
}

struct Split {
  const Verb* verb = nullptr;
  std::string rest;  // with the blank in front
};

Split split(const std::string& subject) {
  const std::size_t end = std::min(subject.find(' '), subject.size());
  const auto found = forms().find(lower(subject.substr(0, end)));
  if (found == forms().end() || end == subject.size()) return {};
  return {found->second, subject.substr(end)};
}

constexpr std::string_view joints[]{" and ", " & ", " && ", ", ", "; ", " + ", " so ", " to "};

// "fix the cursor and add a test" cannot be put into the past by its first word alone.
bool may_hold_another_verb(const std::string& rest) {
  for (const std::string_view joint : joints) {
    for (std::size_t at = rest.find(joint); at != rest.npos; at = rest.find(joint, at + 1)) {
      if (split(rest.substr(at + joint.size()) + " ").verb) return true;
    }
  }
  return false;
}

std::string plain(const Verb& verb) { return verb.base == "rm" ? "remove" : std::string(verb.base); }

// "adds a test and fixes the parser": what is joined to the first verb has its form.
std::string with_plain_verbs(std::string rest, char ending) {
  for (const std::string_view joint : joints) {
    if (joint == " so " || joint == " to ") continue;
    for (std::size_t at = rest.find(joint); at != rest.npos; at = rest.find(joint, at + 1)) {
      const std::size_t begin = at + joint.size();
      const std::size_t end = std::min(rest.find(' ', begin), rest.size());
      const Split second = split(rest.substr(begin));
      if (second.verb && rest[end - 1] == ending) rest.replace(begin, end - begin, plain(*second.verb));
    }
  }
  return rest;
}

}  // namespace

std::string as_request(const std::string& subject) {
  const Split parts = split(subject);
  if (!parts.verb) return "";
  const std::string first = subject.substr(0, subject.size() - parts.rest.size());
  if (lower(first) == parts.verb->base) return plain(*parts.verb) + parts.rest;
  return plain(*parts.verb) + with_plain_verbs(parts.rest, first.back());
}

std::string as_report(const std::string& subject) {
  const Split parts = split(subject);
  if (!parts.verb || may_hold_another_verb(parts.rest)) return "";
  return std::string(parts.verb->report) + parts.rest;
}

bool is_command(const std::string& subject) {
  static const RE2 command(
      R"((?i)^(?:do not|don't|never|always|only|explicitly|correctly|properly|automatically|actually|also) [a-z]+\b.*)");
  return words_of(subject).size() >= 3 && RE2::FullMatch(subject, command);
}

bool says_enough(const std::string& subject) {
  static const RE2 vague(
      R"((?i)^(?:fix\w*|resolv\w+|correct\w*) (?:some |the |an? |more |various |small |minor )*(?:issues?|problems?|bugs?|errors?|things?|warnings?|tests?|build)(?: (?:with|in|of|on|for) \S+)?$)");
  constexpr std::size_t least_words = 3;
  return words_of(subject).size() >= least_words && !RE2::FullMatch(subject, vague) &&
         (!as_request(subject).empty() || is_command(subject) || is_symptom(subject));
}

bool is_symptom(const std::string& subject) {
  static const RE2 symptom(
      R"((?i)\b(?:panics?|panicked|crash(?:es|ed)?|fails?|failed|hangs?|leaks?|deadlocks?|overflows?|underflows?|loses|ignores|breaks|wrong(?:ly)?|incorrect(?:ly)?|broken|(?:does|do|is|are|was|were|did|has|have|can|could|should|would)(?:n't| not)|cannot|never|no longer|unexpected(?:ly)?)\b)");
  return words_of(subject).size() >= 3 && RE2::PartialMatch(subject, symptom);
}

std::string wished_name(const std::string& subject) {
  static const RE2 renaming(R"((?i)^renam(?:es?|ed|ing) .+?(?: (?:in)?to | as | ?-> ?| ?=> ?| ?→ ?)(.+)$)");
  std::string name;
  return RE2::FullMatch(subject, renaming, &name) ? name : "";
}

}  // namespace git_miner
