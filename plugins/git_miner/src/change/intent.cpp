#include "change/intent.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <re2/re2.h>

#include "change/subject.hpp"

namespace git_miner {
namespace {

using Words = std::set<std::string_view>;

const Words fault_words{"panic",       "panics",    "panicking", "panicked",   "crash",     "crashes",
                        "crashing",    "deadlock",  "deadlocks", "leak",       "leaks",     "leaking",
                        "overflow",    "overflows", "underflow", "regression", "incorrect", "incorrectly",
                        "wrong",       "wrongly",   "hang",      "hangs",      "race",      "unsound",
                        "unsoundness", "bug",       "bugs",      "broken",     "infinite",  "erroneous",
                        "erroneously", "buggy",     "spurious",  "mishandled", "segfault",  "ub",
                        "uaf",         "unexpected"};
const Words repairs{"fix",       "fixes",  "fixed",   "fixing",   "correct", "corrects",
                    "corrected", "repair", "prevent", "prevents", "avoid",   "avoids"};
const Words additions{"add",         "adds",      "added",      "adding",     "implement", "implements",
                      "implemented", "introduce", "introduces", "introduced", "support",   "supports",
                      "allow",       "allows",    "enable",     "enables",    "provide",   "provides",
                      "expose",      "exposes",   "accept",     "new"};
const Words removals{"remove",  "removes", "removed",   "removing",   "rm",
                     "drop",    "drops",   "dropped",   "delete",     "deletes",
                     "deleted", "disable", "deprecate", "deprecates", "deprecated"};
const Words reshapings{
    "extract",        "extracts",    "extracted",    "simplify",   "simplifies", "simplified",
    "simplification", "deduplicate", "deduplicates", "dedup",      "dedupe",     "rename",
    "renames",        "renamed",     "refactor",     "refactors",  "refactored", "refactoring",
    "cleanup",        "cleanups",    "restructure",  "reorganize", "reorganise", "unnecessary",
    "unnecessarily",  "redundant",   "unneeded",     "unused",     "tidy",       "consolidate",
    "duplication",    "duplicate",   "duplicated",   "idiomatic",  "useless",    "superfluous",
    "obsolete",       "decouple",    "encapsulate",  "streamline", "generalize", "readability"};
// As the first word alone: elsewhere they are as often what the program does.
const Words reshaping_starts{"move",    "moves",   "moved",  "moving",  "split",   "splits",   "inline",
                             "inlines", "inlined", "rework", "reworks", "rewrite", "rewrites", "merge",
                             "unify",   "factor",  "reuse",  "flatten", "convert", "clean",    "generalise"};
// First words of work on texts.
const Words explanations{"document", "documents", "documented", "clarify",  "clarifies",
                         "mention",  "explain",   "reword",     "describe", "comment"};
// Anywhere in a subject that begins with a repair they are what is repaired.
const Words repaired_chores{
    "typo",       "typos",    "clippy",   "warning",  "warnings",    "lint",       "lints", "format",
    "formatting", "fmt",      "rustfmt",  "ci",       "readme",      "doc",        "docs",  "documentation",
    "comment",    "comments", "spelling", "grammar",  "build",       "changelog",  "link",  "links",
    "test",       "tests",    "example",  "examples", "indentation", "whitespace", "style"};
// Anywhere in any subject.
const Words chores{"typo",      "typos",   "clippy",        "lint",      "lints",      "rustfmt",
                   "readme",    "docs",    "documentation", "docstring", "docstrings", "spelling",
                   "changelog", "doctest", "doctests",      "msrv",      "wip"};
const Words speeds{"performance",  "perf",       "faster",       "fast",         "speed",      "speedup",
                   "optimize",     "optimise",   "optimization", "optimisation", "optimized",  "efficient",
                   "efficiently",  "efficiency", "allocation",   "allocations",  "allocating", "copying",
                   "reallocation", "cheaper",    "expensive",    "slow",         "quicker",    "throughput",
                   "latency",      "hot",        "hottest"};
const Words tests{"test",  "tests",   "testing", "benchmark", "benchmarks",
                  "bench", "benches", "fixture", "fixtures"};

std::string first_of(const std::vector<std::string>& words, const Words& wanted) {
  const auto found =
      std::ranges::find_if(words, [&](const std::string& word) { return wanted.contains(word); });
  return found == words.end() ? std::string() : *found;
}

// "Don't localize" asks for other behaviour, "no longer needed" gives the reason of a removal.
std::string other_behaviour(const std::string& subject) {
  static const RE2 told(
      R"((?i)\b(do not|don't|does not|doesn't|no longer|never|always|only (?:when|if|for|once|after)|unless|stop(?:s|ped)? \w+ing|instead of (?:panick|fail|return|print|writ|ignor|skip|exit)ing)\b)");
  static const RE2 reason(
      R"((?i)\b(?:no longer|never|always|not|don't|doesn't) (?:be |being )?(?:used|needed|required|necessary|called|constructed|read|reached|assigned|true|false|empty|the same|exists?|needs?|requires?)\b)");
  std::string rest = subject, word;
  RE2::GlobalReplace(&rest, reason, "");
  RE2::PartialMatch(rest, told, &word);
  return word;
}

std::string chore_of(const Message& message, const std::vector<std::string>& words) {
  const auto is_type = [&](CommitType type) { return message.type == type; };
  if (is_type(CommitType::docs) || is_type(CommitType::style) || is_type(CommitType::test) ||
      is_type(CommitType::ci) || is_type(CommitType::chore) || is_type(CommitType::build))
    return std::string(base::name_of(*message.type));
  if (chores.contains(message.scope) || message.scope == "ci" || message.scope == "doc" ||
      message.scope == "tests")
    return message.scope;
  if (explanations.contains(words.front())) return words.front();
  if (std::string word = first_of(words, chores); !word.empty()) return word;
  if (repairs.contains(words.front()) && first_of(words, fault_words).empty())
    return first_of(words, repaired_chores);
  if (additions.contains(words.front()) || words.front() == "improve" || words.front() == "more" ||
      words.front() == "update") {
    // "Add tests", "Improve test coverage", "Add some comments", not "Add a flag --test".
    static const RE2 object(
        R"((?i)^\w+ (?:an? |the |some |more |missing |simple |basic |extensive |several |few |unit |integration |regression |automated |multi\S+ |\S+ )*?(tests?|benchmarks?|comments?|notes?|help texts?|examples?|logging|logs?|rustdocs?)\b(?: |$))");
    std::string word;
    if (RE2::PartialMatch(message.subject, object, &word)) return word;
  }
  if (tests.contains(words.front())) return words.front();
  return words.back() == "test" || words.back() == "tests" ? words.back() : "";
}

}  // namespace

Intent intent_of(const Message& message) {
  static const RE2 diagnostic(R"(\b(error\[E\d{4}\]|clippy::[a-z_]+))");
  static const RE2 upgrade(
      R"((?i)^(?:upgrade|bump|migrate|port)\w*\b|^update\w* (?:to|[\w`-]+ (?:to|version)|deps|dependenc)|\b(?:upgrade|migration|deprecated|deprecation)\b)");
  Intent intent;
  const auto words = words_of(message.subject);
  if (words.empty()) return intent;
  if (repairs.contains(words.front())) intent.repair = words.front();
  if (additions.contains(words.front())) intent.addition = words.front();
  static const RE2 opened(R"((?i)^make .+ (?:public|configurable|available|optional)\b)");
  if (RE2::PartialMatch(message.subject, opened)) intent.addition = "make public";
  intent.reshaping = first_of(words, reshapings);
  if (intent.reshaping.empty() && reshaping_starts.contains(words.front())) intent.reshaping = words.front();
  static const RE2 two_words(R"((?i)\b(dead code|clean(?:s|ed|ing)? up)\b)");
  if (intent.reshaping.empty()) RE2::PartialMatch(message.subject, two_words, &intent.reshaping);
  if (removals.contains(words.front()) && intent.reshaping.empty()) intent.removal = words.front();
  intent.fault = first_of(words, fault_words);
  intent.behaviour = other_behaviour(message.subject);
  const auto body = words_of(message.body);
  intent.fault_below = first_of(body, fault_words);
  for (const Block& block : message.body) {
    if (intent.diagnostic.empty()) RE2::PartialMatch(block.text, diagnostic, &intent.diagnostic);
  }
  static const Words linters{"clippy", "lint", "lints", "rustfmt"};
  if (intent.diagnostic.empty()) intent.lint_below = first_of(body, linters);
  intent.chore = chore_of(message, words);
  intent.speed = message.type == CommitType::perf ? "perf" : first_of(words, speeds);
  re2::StringPiece found;
  if (upgrade.Match(message.subject, 0, message.subject.size(), RE2::UNANCHORED, &found, 1))
    intent.upgrade = std::string(found.data(), found.size());
  return intent;
}

}  // namespace git_miner
