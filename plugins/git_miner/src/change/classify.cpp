#include "change/classify.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "change/intent.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr double least_score = 3;
constexpr double least_margin = 1.5;
constexpr double most_of_it = 0.8;  // share of moved tokens

// How many of the labelled commits that were as clear have the class: 301 hand labels of eight repositories;
// git_miner_classes prints the numbers behind it.
double confidence_of(double margin) {
  if (margin >= 4.5) return 0.97;
  if (margin >= 4) return 0.92;
  return 0.75;
}

class Scores {
 public:
  void add(Category category, double points, std::string evidence) {
    values_[index(category)] += points;
    if (points > 0) evidence_[index(category)].push_back(std::move(evidence));
  }

  // A class that the change rules out.
  void rule_out(Category category) { ruled_out_.insert(category); }
  // Where it would win, nothing is clear.
  void forbid(Category category) { forbidden_.insert(category); }

  ClassifyOutcome outcome() {
    for (const Category category : ruled_out_) values_[index(category)] = -1;
    const auto best = static_cast<std::size_t>(std::ranges::max_element(values_) - values_.begin());
    double second = 0;
    auto runner_up = best;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (i != best && values_[i] > second) second = values_[i], runner_up = i;
    }
    ClassifyOutcome outcome;
    outcome.best.category = static_cast<Category>(best);
    outcome.margin = values_[best] - second;
    outcome.is_clear = values_[best] >= least_score && values_[best] - second >= least_margin &&
                       !forbidden_.contains(outcome.best.category);
    outcome.best.confidence = confidence_of(outcome.margin);
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
  std::set<Category> forbidden_, ruled_out_;
};

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

// How far a message is about a new crate.
enum class Announced { no, by_hint, by_name, as_object };

Announced announcement_of(const Message& message, const std::string& crate) {
  static const std::set<std::string_view> general{"dependency", "dependencies", "dep", "deps"};
  const auto subject = words_of(message.subject), body = words_of(message.body);
  const bool speaks_of_dependencies =
      message.scope == "deps" || message.type == CommitType::deps ||
      std::ranges::any_of(subject, [&](const auto& word) { return general.contains(word); });
  if (is_object(subject, crate) || speaks_of_dependencies) return Announced::as_object;
  if (names_crate(subject, crate) || names_crate(body, crate)) return Announced::by_name;
  return has_hint(subject, crate) ? Announced::by_hint : Announced::no;
}

// A crate that goes while one like it comes was renamed or split upstream.
bool is_renamed(const ChangeFacts& facts, const std::string& crate) {
  return std::ranges::any_of(facts.crates_removed, [&](const std::string& removed) {
    std::string name = code_name(removed);
    std::ranges::replace(name, '_', ' ');
    return has_hint(words_of(name), crate);
  });
}

// Of a change that drops crates: that its message is about this.
bool speaks_of_removed(const Message& message, const ChangeFacts& facts) {
  static const std::set<std::string_view> general{"dependency", "dependencies", "dep", "deps"};
  const auto subject = words_of(message.subject);
  return std::ranges::any_of(facts.crates_removed,
                             [&](const auto& crate) { return names_crate(subject, crate); }) ||
         (!facts.crates_removed.empty() &&
          std::ranges::any_of(subject, [&](const auto& word) { return general.contains(word); }));
}

// Of a change of versions: that its subject is about this, whatever comes of it.
bool is_upgrade(const Message& message, const ChangeFacts& facts) {
  if (facts.versions_changed.empty()) return false;
  return std::ranges::any_of(words_of(message.subject), [](const std::string& word) {
    return word.starts_with("updat") || word.starts_with("upgrad") || word.starts_with("bump");
  });
}

bool keeps_behaviour(const Shape& shape) {
  return shape.new_literals.empty() && shape.branches <= 0 && shape.errors <= 0;
}

void add_fix_evidence(const Message& message, const Intent& intent, const ChangeFacts& facts,
                      Scores& scores) {
  const bool is_other_work = !intent.addition.empty() || !intent.reshaping.empty();
  // "Print the name of the file" may close a report of a fault or a wish.
  const bool is_neutral = message.type != CommitType::fix && intent.repair.empty() && intent.fault.empty() &&
                          !is_symptom(message.subject) && !is_command(message.subject);
  if (message.type == CommitType::fix) scores.add(Category::bug_fix, 3, "conventional type fix");
  if (message.closes_issue && (!is_other_work || !intent.repair.empty() || !intent.fault.empty()))
    scores.add(Category::bug_fix, is_neutral ? 1 : 2, "closes an issue");
  if (!intent.repair.empty()) scores.add(Category::bug_fix, 2, "subject starts with " + intent.repair);
  if (!intent.fault.empty()) {
    scores.add(Category::bug_fix, 2, "word " + intent.fault);
  } else if (!intent.fault_below.empty() && !is_other_work) {
    scores.add(Category::bug_fix, is_neutral ? 1 : 1.5, "word " + intent.fault_below);
  }
  if (!intent.diagnostic.empty()) scores.add(Category::bug_fix, 2, "message carries a diagnostic");
  const bool only_takes_away = facts.shape.tokens <= 0 && keeps_behaviour(facts.shape);
  if (!intent.repair.empty() && intent.reshaping.empty() && facts.is_small && !only_takes_away)
    scores.add(Category::bug_fix, 1.5, "a small change of code");
  if (facts.adds_guard) scores.add(Category::bug_fix, 1.5, "a check added within one or two functions");
  const bool says_fix = message.type == CommitType::fix || message.closes_issue || !intent.repair.empty() ||
                        (is_symptom(message.subject) && !is_other_work);
  if (facts.test_for_small_change && says_fix)
    scores.add(Category::bug_fix, 1, "a new test with a small fix");
  if (facts.test_names_changed_function) scores.add(Category::bug_fix, 1.5, "a new test names the function");
  if (!intent.speed.empty() && intent.fault.empty()) scores.rule_out(Category::bug_fix);
  const bool offers_more = (facts.more_public_items || facts.adds_to_api) && !facts.command_line_same;
  if (offers_more && facts.shape.tokens > 0) scores.forbid(Category::bug_fix);
}

void add_feature_evidence(const Message& message, const Intent& intent, const ChangeFacts& facts,
                          Scores& scores) {
  if (message.type == CommitType::feat) scores.add(Category::feature, 3, "conventional type feat");
  if (!intent.addition.empty()) scores.add(Category::feature, 2, "subject starts with " + intent.addition);
  const bool has_option = !facts.command_line_same && facts.shape.tokens > 0;
  if (!intent.addition.empty() && facts.brings_named)
    scores.add(Category::feature, 2, "brings what the subject names");
  if (facts.more_public_items || (facts.adds_to_api && !intent.addition.empty()) ||
      facts.net_source_lines >= 20 || facts.new_source_file || (has_option && !intent.addition.empty())) {
    scores.add(Category::feature, 2,
               facts.more_public_items || facts.adds_to_api ? "public items added"
               : facts.new_source_file                      ? "new source file"
               : has_option                                 ? "the command line changes"
                                                            : "20 source lines more");
    scores.add(Category::refactor, -1, "");
  }
  if (facts.test_names_changed_function) scores.add(Category::feature, 1, "a new test names the function");
  if (!intent.speed.empty()) scores.rule_out(Category::feature);
}

// The same public interface, command line and tests, but for names and places.
bool keeps_interface(const ChangeFacts& facts) {
  const Shape& shape = facts.shape;
  const bool only_names_or_places = !shape.renamed.empty() || shape.moved_share >= most_of_it;
  return (facts.public_api_same || only_names_or_places) && facts.command_line_same;
}

// What rules a refactoring out, whatever speaks for one.
bool changes_behaviour(const Message& message, const Intent& intent, const ChangeFacts& facts) {
  constexpr std::ptrdiff_t most_branches = 2, most_test_lines = 5;
  const Shape& shape = facts.shape;
  const bool is_new = !shape.new_literals.empty() || shape.errors > 0 || shape.branches > most_branches ||
                      facts.net_test_lines > most_test_lines || !facts.crates_added.empty() ||
                      !facts.versions_changed.empty();
  const bool speaks_of_it =
      message.type != CommitType::refactor &&
      (!intent.repair.empty() || !intent.fault.empty() || !intent.addition.empty() ||
       !intent.removal.empty() || message.type == CommitType::fix || message.type == CommitType::feat);
  const bool has_cause =
      message.type != CommitType::refactor && shape.renamed.empty() && shape.moved.empty() &&
      (!intent.fault_below.empty() || !intent.diagnostic.empty() || !intent.lint_below.empty());
  return is_new || has_cause || shape.drops_branches || facts.own_name_changed || !keeps_interface(facts) ||
         shape.same_code || facts.only_examples || !intent.speed.empty() ||
         (speaks_of_it && !speaks_of_removed(message, facts));
}

void add_refactor_evidence(const Message& message, const Intent& intent, const ChangeFacts& facts,
                           Scores& scores) {
  const Shape& shape = facts.shape;
  double signs = 0;  // of the intent, or of a shape that is seldom anything else
  const auto sign = [&](bool holds, double points, std::string evidence) {
    if (!holds) return;
    signs += points;
    scores.add(Category::refactor, points, std::move(evidence));
  };
  sign(message.type == CommitType::refactor, 3, "conventional type refactor");
  sign(!intent.reshaping.empty(), 2, "word " + intent.reshaping);
  sign(!shape.renamed.empty(), 3, "only names change");
  sign(shape.moved_share >= most_of_it, 2.5, "items move");
  sign(!shape.extracted.empty(), 2, "extracts " + (shape.extracted.empty() ? "" : shape.extracted.front()));
  sign(!shape.inlined.empty(), 2, "inlines " + (shape.inlined.empty() ? "" : shape.inlined.front()));
  sign(speaks_of_removed(message, facts) && facts.crates_added.empty() && keeps_behaviour(shape), 2,
       "a crate is needed no more");
  const bool keeps_tests = facts.tests_same || facts.tests_only_adjusted || !shape.renamed.empty();
  if (keeps_tests && keeps_interface(facts) && keeps_behaviour(shape) && !facts.manifest_only) {
    if (signs > 0) scores.add(Category::refactor, 2, "same interface and tests, nothing new in the code");
    if (signs > 0 && shape.tokens < 0 && shape.same_signatures)
      scores.add(Category::refactor, 1, "less code");
    scores.add(Category::feature, -2, "");
  }
  if (signs > 0 && facts.removes_panics) scores.add(Category::refactor, 0.5, "fewer unwraps and panics");
  if (signs == 0 || changes_behaviour(message, intent, facts)) scores.rule_out(Category::refactor);
}

void add_dependency_evidence(const Message& message, const Intent& intent, const ChangeFacts& facts,
                             Scores& scores) {
  Announced best = Announced::no;
  for (const CrateUse& use : facts.crate_uses) {
    const Announced how = announcement_of(message, use.crate);
    if (how <= best) continue;
    best = how;
    if (is_renamed(facts, use.crate)) scores.forbid(Category::dependency);
    scores.add(Category::dependency, how == Announced::as_object ? 6 : 4,
               "new dependency " + use.crate + " is used");
  }
  // A crate that comes by the way makes the rest unclear, no more.
  if (best < Announced::as_object || !intent.upgrade.empty()) scores.forbid(Category::dependency);
}

}  // namespace

ClassifyOutcome classify(const Message& message, const ChangeFacts& facts) {
  Scores scores;
  const Intent intent = intent_of(message);
  add_fix_evidence(message, intent, facts, scores);
  add_feature_evidence(message, intent, facts, scores);
  add_refactor_evidence(message, intent, facts, scores);
  add_dependency_evidence(message, intent, facts, scores);
  if (is_upgrade(message, facts)) {
    for (const Category category : {Category::bug_fix, Category::feature}) scores.forbid(category);
  }
  if (!intent.chore.empty()) {
    for (const Category category : {Category::bug_fix, Category::refactor, Category::feature})
      scores.forbid(category);
    const bool is_build = message.type == CommitType::build || message.type == CommitType::chore;
    if (!is_build) scores.forbid(Category::dependency);
  }
  if (facts.mostly_elsewhere) {
    scores.forbid(Category::bug_fix);
    scores.forbid(Category::refactor);
    if (!facts.brings_named && facts.command_line_same) scores.forbid(Category::feature);
  }
  return scores.outcome();
}

}  // namespace git_miner
