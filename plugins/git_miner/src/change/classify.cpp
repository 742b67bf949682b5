#include "change/classify.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <re2/re2.h>

namespace git_miner {
namespace {

constexpr double least_score = 3;
constexpr double least_margin = 1.5;

using Words = std::set<std::string_view>;

const Words fault_words{"panic",       "panics",    "panicking", "crash",      "crashes",
                        "crashing",    "deadlock",  "deadlocks", "leak",       "leaks",
                        "overflow",    "overflows", "underflow", "regression", "incorrect",
                        "incorrectly", "wrong",     "wrongly",   "hang",       "hangs",
                        "race",        "unsound",   "bug",       "broken",     "infinite"};
const Words fix_starts{"fix",       "fixes",  "fixed",   "fixing",   "correct", "corrects",
                       "corrected", "repair", "prevent", "prevents", "avoid",   "avoids"};
// Fixes of these change no behaviour of the program.
const Words no_faults{"typo",     "typos",   "clippy",     "warning",       "warnings", "lint",
                      "lints",    "format",  "formatting", "fmt",           "rustfmt",  "ci",
                      "readme",   "doc",     "docs",       "documentation", "comment",  "comments",
                      "spelling", "grammar", "build",      "changelog",     "link",     "links"};
const Words refactor_words{"extract",    "extracts",    "extracted",   "simplify",    "simplifies",
                           "simplified", "deduplicate", "dedup",       "rename",      "renames",
                           "renamed",    "move",        "moves",       "moved",       "split",
                           "splits",     "inline",      "inlined",     "rework",      "refactor",
                           "refactors",  "refactored",  "refactoring", "cleanup",     "restructure",
                           "reorganize", "reorganise",  "rewrite",     "unnecessary", "redundant"};
const Words feature_starts{"add",         "adds",      "added",      "adding",  "implement", "implements",
                           "implemented", "introduce", "introduces", "support", "supports",  "allow",
                           "allows",      "enable",    "enables",    "provide"};

class Scores {
 public:
  void add(Category category, double points, std::string evidence) {
    values_[index(category)] += points;
    if (points > 0) evidence_[index(category)].push_back(std::move(evidence));
  }

  // A class that the change rules out: where it would win, nothing is clear.
  void forbid(Category category) { forbidden_.insert(category); }

  ClassifyOutcome outcome() {
    const auto best = static_cast<std::size_t>(std::ranges::max_element(values_) - values_.begin());
    double second = 0, positive = 0;
    auto runner_up = best;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (i != best && values_[i] > second) second = values_[i], runner_up = i;
      positive += std::max(0.0, values_[i]);
    }
    ClassifyOutcome outcome;
    outcome.best.category = static_cast<Category>(best);
    outcome.is_clear = values_[best] >= least_score && values_[best] - second >= least_margin &&
                       !forbidden_.contains(outcome.best.category);
    outcome.best.confidence = positive > 0 ? std::round(values_[best] / positive * 100) / 100 : 0;
    outcome.best.evidence = std::move(evidence_[best]);
    std::ranges::sort(outcome.best.evidence);
    outcome.scores =
        fmt::format("{} {} (at least {})", base::name_of(outcome.best.category), values_[best], least_score);
    if (runner_up != best)
      outcome.scores += fmt::format(", {} {} (at least {} less)",
                                    base::name_of(static_cast<Category>(runner_up)), second, least_margin);
    if (forbidden_.contains(outcome.best.category)) outcome.scores += ", which the change rules out";
    return outcome;
  }

 private:
  static std::size_t index(Category category) { return static_cast<std::size_t>(category); }

  static constexpr std::size_t classes = 4;  // the first of chat::Category
  std::array<double, classes> values_{};
  std::array<std::vector<std::string>, classes> evidence_;
  std::set<Category> forbidden_;
};

const std::string* first_of(const std::vector<std::string>& words, const Words& wanted) {
  const auto found =
      std::ranges::find_if(words, [&](const std::string& word) { return wanted.contains(word); });
  return found == words.end() ? nullptr : &*found;
}

bool speaks_of_a_fix(const Message& message) {
  const auto words = words_of(message.subject);
  if (words.empty() || first_of(words, no_faults)) return false;
  return message.type == CommitType::fix || message.closes_issue || fix_starts.contains(words.front());
}

void add_message_evidence(const Message& message, Scores& scores) {
  const auto words = words_of(message.subject);
  const bool no_fault = first_of(words, no_faults) != nullptr;
  if (message.type == CommitType::fix && !no_fault) scores.add(Category::bug_fix, 3, "conventional type fix");
  if (message.type == CommitType::refactor) scores.add(Category::refactor, 3, "conventional type refactor");
  if (message.type == CommitType::feat) scores.add(Category::feature, 3, "conventional type feat");
  if (message.type == CommitType::deps ||
      ((message.type == CommitType::build || message.type == CommitType::chore) && message.scope == "deps")) {
    scores.add(Category::dependency, 2, "conventional scope deps");
  }
  if (message.closes_issue && !no_fault) scores.add(Category::bug_fix, 2, "closes an issue");
  if (words.empty()) return;
  if (fix_starts.contains(words.front()) && !no_fault)
    scores.add(Category::bug_fix, 2, "subject starts with " + words.front());
  if (feature_starts.contains(words.front()))
    scores.add(Category::feature, 2, "subject starts with " + words.front());
  std::vector<std::string> all = words;
  std::ranges::move(words_of(message.body), std::back_inserter(all));
  if (const auto* word = first_of(all, fault_words)) scores.add(Category::bug_fix, 2, "word " + *word);
  // In a subject alone: bodies tell of all kinds of things that were moved or split by the way.
  if (const auto* word = first_of(words, refactor_words)) {
    scores.add(Category::refactor, 2, "word " + *word);
  } else if (message.subject.contains("lean up")) {
    scores.add(Category::refactor, 2, "words clean up");
  }
  static const RE2 diagnostic(R"(\berror\[E\d{4}\]|\bclippy::[a-z_]+)");
  for (const Block& block : message.body) {
    if (RE2::PartialMatch(block.text, diagnostic)) {
      scores.add(Category::bug_fix, 2, "message carries a diagnostic");
      break;
    }
  }
}

// Equal but for a plural, or alike over their first six letters: `completion` and `complete`, not `constant`
// and `const`.
bool are_alike(const std::string& a, const std::string& b) {
  constexpr std::size_t stem = 6, least = 3;
  if (std::min(a.size(), b.size()) < least) return false;
  if (a == b || a + "s" == b || a == b + "s") return true;
  return a.size() >= stem && a.compare(0, stem, b, 0, stem) == 0;
}

// The new crate that the change is about: its added lines use it, and the message names it, its purpose by a
// word of its name, or dependencies as such.
const CrateUse* announced(const Message& message, const ChangeFacts& facts) {
  static const Words general{"crate", "crates", "dependency", "dependencies", "dep", "deps", "library"};
  std::vector<std::string> said = words_of(message.subject);
  std::ranges::move(words_of(message.body), std::back_inserter(said));
  const bool speaks_of_crates =
      message.scope == "deps" || message.type == CommitType::deps || first_of(said, general) != nullptr;
  for (const CrateUse& use : facts.crate_uses) {
    std::string name = code_name(use.crate);
    std::vector<std::string> parts{name};
    std::ranges::replace(name, '_', ' ');
    for (std::string& part : words_of(name)) parts.push_back(std::move(part));
    const bool is_named = std::ranges::any_of(parts, [&](const std::string& part) {
      return std::ranges::any_of(said, [&](const std::string& word) { return are_alike(part, word); });
    });
    if (speaks_of_crates || is_named) return &use;
  }
  return nullptr;
}

void add_change_evidence(const Message& message, const ChangeFacts& facts, Scores& scores) {
  if (facts.more_public_items || facts.net_source_lines >= 20 || facts.new_source_file) {
    scores.add(Category::feature, 2,
               facts.more_public_items ? "public items added"
               : facts.new_source_file ? "new source file"
                                       : "20 source lines more");
    scores.add(Category::refactor, -1, "");
  }
  if (!facts.manifest_only && facts.public_api_same && facts.tests_same && facts.net_source_lines <= 0) {
    scores.add(Category::refactor, 2, "same interface and tests, no more lines");
    scores.add(Category::feature, -2, "");
  }
  if (facts.adds_guard) scores.add(Category::bug_fix, 1.5, "a check added within one or two functions");
  if (facts.test_for_small_change && speaks_of_a_fix(message)) {
    scores.add(Category::bug_fix, 1, "a new test with a small fix");
  }
  if (facts.test_names_changed_function) {
    scores.add(Category::bug_fix, 1.5, "a new test names the function");
    scores.add(Category::feature, 1, "a new test names the function");
  }
  if (facts.removes_panics) scores.add(Category::refactor, 1, "fewer unwraps and panics");
  if (facts.tests_only_adjusted && facts.public_api_same)
    scores.add(Category::refactor, 1, "tests only adjusted");
  if (!facts.public_api_same || !facts.command_line_same) scores.forbid(Category::refactor);
  if (const CrateUse* use = announced(message, facts)) {
    scores.add(Category::dependency, 4, "new dependency " + use->crate + " is used");
    scores.add(Category::feature, 0.5, "new dependency");
  } else if (facts.crates_added.empty() && !facts.versions_changed.empty()) {
    scores.add(Category::dependency, -3, "");
  }
}

}  // namespace

ClassifyOutcome classify(const Message& message, const ChangeFacts& facts) {
  Scores scores;
  add_message_evidence(message, scores);
  add_change_evidence(message, facts, scores);
  return scores.outcome();
}

}  // namespace git_miner
