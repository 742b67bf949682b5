#include "change/wish.hpp"

#include <set>
#include <string_view>
#include <utility>

#include <re2/re2.h>

#include "change/lower.hpp"
#include "change/prose.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

// "prints" and "matches" in the plain form.
std::string plain_verb(const std::string& verb) {
  const std::string known = as_request(verb + " it");
  if (!known.empty()) return first_word(known);
  if (verb.ends_with("ches") || verb.ends_with("sses")) return verb.substr(0, verb.size() - 2);
  return verb.ends_with('s') ? verb.substr(0, verb.size() - 1) : verb;
}

std::string deed_as_wish(const std::string& sentence, Deeds deeds) {
  static const RE2 ensured(
      R"((?i)^(?:this|it|which)(?: (?:commit|patch|pr|pull request|change|branch))?(?: also| now| will)? (?:ensures?|makes? sure)(?: that)? (\S.*)$)");
  static const RE2 matched(
      R"((?i)^(?:this|it)(?: (?:commit|patch|pr|pull request|change|branch))?(?: also| now| will)? makes? (\S.*\b(?:match|behave|consistent|respect|hono[u]?r|work)\b.*)$)");
  static const RE2 changed(
      R"((?i)^(?:this|it)(?: (?:commit|patch|pr|pull request|change|branch))?(?: also| now| will)? changes? ((?:the |its )?(?:meaning|default|defaults|behaviou?r|output)\b.*\b(?:to|so that|such that)\b.*)$)");
  static const RE2 deed(
      R"((?i)^(?:(?:this|the) (?:commit|patch|pr|pull request|change|changeset|branch|feature)|this|(?:in|with) this (?:commit|patch|pr|change),? (?:we|i))(?: also| now| will| simply| just)* ([a-z]+) (\S.*)$)");
  std::string verb, rest;
  if (RE2::FullMatch(sentence, ensured, &rest)) return "Make sure that " + rest;
  if (RE2::FullMatch(sentence, matched, &rest)) return "Make " + rest;
  if (RE2::FullMatch(sentence, changed, &rest)) return "Change " + rest;
  if (deeds == Deeds::are_not || tells_the_purpose(sentence) || !RE2::FullMatch(sentence, deed, &verb, &rest))
    return "";
  static const RE2 by_the_way(
      R"((?i)^(?:\w+ ){0,4}(?:tests?|docs|documentation|changelog|readme|comments?|examples?)\b)");
  if (RE2::PartialMatch(rest, by_the_way)) return "";
  const std::string phrase = as_request(lower(verb) + " " + rest);
  return is_seen_by_users(first_word(phrase)) ? capitalised(phrase) : "";
}

}  // namespace

bool is_seen_by_users(const std::string& verb) {
  static const std::set<std::string_view> seen{"add",    "change", "make",    "let",  "enable", "provide",
                                               "expose", "extend", "disable", "hide", "export", "give"};
  return seen.contains(verb) || is_behaviour(verb);
}

bool is_behaviour(const std::string& verb) {
  static const std::set<std::string_view> known{
      "print",    "show",   "return", "accept", "support", "ignore",  "respect", "include", "display",
      "report",   "emit",   "allow",  "skip",   "match",   "work",    "exit",    "throw",   "honor",
      "honour",   "reject", "escape", "warn",   "default", "require", "permit",  "forbid",  "abort",
      "preserve", "treat",  "write",  "error",  "deny",    "fail"};
  return known.contains(verb);
}

bool tells_the_purpose(const std::string& sentence) {
  static const RE2 purpose(
      R"((?i)^this (?:also )?(?:allows?|permits?|enables?|lets?|will (?:allow|permit|enable|let)) )");
  return RE2::PartialMatch(sentence, purpose);
}

std::string as_wish(const std::string& sentence, Deeds deeds) {
  static const RE2 lead(
      R"((?i)^(?:with (?:this|that)(?: (?:commit|patch|pr|change|fix|flag|option))?|after (?:this|that)(?: (?:commit|patch|pr|change|fix))?|now|from now on|as of this (?:commit|change)),? (\S.*)$)");
  static const RE2 able(R"((?i)^(\S.*?) can now (\S.*)$)");
  static const RE2 is(R"((?i)^(\S.*?) (?:is|are) now (\S.*)$)");
  static const RE2 now(R"((?i)^(\S.*?) now ([a-z]+) (\S.*)$)");
  static const RE2 not_any_more(R"((?i)^(\S.*?) no longer ([a-z]+s) (\S.*)$)");
  static const RE2 authors(R"((?i)\b(?:we|i|our|my)\b)");
  if (std::string wish = deed_as_wish(sentence, deeds); !wish.empty()) return wish;
  std::string text = sentence, who, verb, rest;
  const bool has_lead = RE2::FullMatch(sentence, lead, &rest);
  if (has_lead) text = capitalised(rest);
  if (RE2::PartialMatch(text, authors)) return "";
  if (RE2::FullMatch(text, able, &who, &rest)) return who + " should be able to " + rest;
  if (RE2::FullMatch(text, is, &who, &rest) && deeds == Deeds::are_wanted) return who + " should be " + rest;
  if (RE2::FullMatch(text, now, &who, &verb, &rest) && is_behaviour(plain_verb(lower(verb))))
    return who + " should " + plain_verb(lower(verb)) + " " + rest;
  if (has_lead && RE2::FullMatch(text, not_any_more, &who, &verb, &rest) &&
      is_behaviour(plain_verb(lower(verb))))
    return who + " should no longer " + plain_verb(lower(verb)) + " " + rest;
  return "";
}

}  // namespace git_miner
