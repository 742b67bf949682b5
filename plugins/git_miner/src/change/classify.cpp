#include "change/classify.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "change/announced.hpp"
#include "change/intent.hpp"
#include "change/new_names.hpp"
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

bool keeps_behaviour(const Shape& shape) {
  return shape.new_literals.empty() && shape.branches <= 0 && shape.errors <= 0;
}

void add_fix_evidence(const Message& message, const Intent& intent, const ChangeFacts& facts,
                      Scores& scores) {
  const bool is_other_work = !intent.addition.empty() || !intent.reshaping.empty();
  // "Print the name of the file" may close a report of a fault or a wish.
  const bool is_neutral = message.type != CommitType::fix && intent.repair.empty() && intent.fault.empty() &&
                          !is_symptom(message.subject) && !is_command(message.subject);
  // Not enough alone: what is called a fix is often a change of taste.
  if (message.type == CommitType::fix) scores.add(Category::bug_fix, 2.5, "conventional type fix");
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
  if (!intent.speed.empty()) scores.rule_out(Category::bug_fix);
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

// Code of which the subject says that nothing needs it may go with all that it says.
bool speaks_of_needless(const Intent& intent) {
  static const std::set<std::string_view> needless{"unnecessary", "redundant",   "unneeded", "unused",
                                                   "useless",     "superfluous", "obsolete", "dead code"};
  return needless.contains(intent.reshaping);
}

// Of work on what the program does.
bool speaks_of_behaviour(const Message& message, const Intent& intent) {
  return message.type != CommitType::refactor &&
         (!intent.repair.empty() || !intent.fault.empty() || !intent.addition.empty() ||
          !intent.removal.empty() || message.type == CommitType::fix || message.type == CommitType::feat);
}

// Whether the code shows what the message says was done to its shape: what does not show as moved, renamed or taken apart has
// to be understood to know that it is still the same.
bool shows_reshaping(const Message& message, const Intent& intent, const ChangeFacts& facts) {
  static const std::set<std::string_view> renaming{"rename", "renames", "renamed"};
  static const std::set<std::string_view> moving{"move",     "moves",     "moved", "moving", "extract",
                                                 "extracts", "extracted", "split", "splits", "factor"};
  const Shape& shape = facts.shape;
  const bool moves = !shape.moved.empty() || !shape.extracted.empty() || !shape.inlined.empty();
  if (renaming.contains(intent.reshaping)) return !shape.renamed.empty();
  // A file that moves is a module with another name.
  if (moving.contains(intent.reshaping)) return moves || !shape.renamed.empty();
  return moves || !shape.renamed.empty() || shape.tokens < 0 || speaks_of_removed(message, facts);
}

// What rules a refactoring out, whatever speaks for one.
bool changes_behaviour(const Message& message, const Intent& intent, const ChangeFacts& facts) {
  constexpr std::ptrdiff_t most_test_lines = 5;
  const Shape& shape = facts.shape;
  // A part of its own needs its own `?` or `return`.
  const std::ptrdiff_t most_branches = shape.moved.empty() && shape.extracted.empty() ? 0 : 2;
  const bool is_new = !shape.new_literals.empty() || shape.errors > 0 || shape.branches > most_branches ||
                      shape.panics > 0 || !shape.same_tests || !shape.same_attributes ||
                      !shape.same_comparisons || !shape.same_order ||
                      (!shape.lost_literals.empty() && !speaks_of_needless(intent)) ||
                      facts.net_test_lines > most_test_lines || !facts.crates_added.empty() ||
                      !facts.versions_changed.empty() || facts.build_differs;
  const bool has_cause =
      message.type != CommitType::refactor && shape.renamed.empty() && shape.moved.empty() &&
      (!intent.fault_below.empty() || !intent.diagnostic.empty() || !intent.lint_below.empty());
  return is_new || has_cause || !intent.behaviour.empty() || shape.drops_branches || facts.own_name_changed ||
         !keeps_interface(facts) || shape.same_code || facts.only_examples || !intent.speed.empty() ||
         (speaks_of_behaviour(message, intent) && !speaks_of_removed(message, facts));
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
  if (signs == 0 || !shows_reshaping(message, intent, facts) || changes_behaviour(message, intent, facts))
    scores.rule_out(Category::refactor);
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

bool tells_fault(const Message& message, const Intent& intent) {
  return message.type == CommitType::fix || !intent.repair.empty() || !intent.fault.empty() ||
         is_symptom(message.subject);
}

bool tells_reshaping(const Message& message, const Intent& intent) {
  return message.type == CommitType::refactor || !intent.reshaping.empty();
}

bool tells_addition(const Message& message, const Intent& intent) {
  return !intent.addition.empty() || message.type == CommitType::feat;
}

// That the message is about something else than a fault.
bool tells_other_than_fault(const Message& message, const Intent& intent) {
  const bool takes_away = !intent.removal.empty() || !intent.reshaping.empty();
  return (!intent.addition.empty() && message.type != CommitType::fix) || message.type == CommitType::feat ||
         message.type == CommitType::refactor ||
         (takes_away && intent.fault.empty() && !is_symptom(message.subject));
}

// Where the message says one thing and the change does another, or both say two things, a reader would file it under either.
void forbid_contradicted(const Message& message, const Intent& intent, const ChangeFacts& facts,
                         Scores& scores) {
  const bool offers_more = (facts.more_public_items || facts.adds_to_api) && facts.shape.tokens > 0;
  const bool has_option = !facts.command_line_same && facts.shape.tokens > 0;
  const bool is_of_fault = tells_fault(message, intent);
  // "Prevent an empty line" names what happened.
  const bool has_symptom = intent.repair.starts_with("prevent") || !intent.fault.empty() ||
                           !intent.fault_below.empty() || !intent.diagnostic.empty() ||
                           message.closes_issue || is_symptom(message.subject);
  if (has_option && (offers_more || !intent.addition.empty())) scores.forbid(Category::bug_fix);
  if (tells_other_than_fault(message, intent) || (!has_symptom && facts.tests_same))
    scores.forbid(Category::bug_fix);
  const bool is_announced = tells_addition(message, intent) || facts.brings_named;
  const bool reshapes = tells_reshaping(message, intent);
  if (is_of_fault || reshapes || !is_announced || !facts.offers_new) scores.forbid(Category::feature);
  if (has_option || is_of_fault || (offers_more && !intent.addition.empty()))
    scores.forbid(Category::dependency);
  // A part that stands elsewhere now may be the least of it; where names or places are all that changes, that speaks for
  // itself.
  const bool is_all_shape = !facts.shape.renamed.empty() || facts.shape.moved_share >= most_of_it;
  if (!reshapes && !is_all_shape && !speaks_of_removed(message, facts)) scores.forbid(Category::refactor);
}

}  // namespace

bool may_be_of_a_class(const Message& message) {
  const Intent intent = intent_of(message);
  if (!intent.chore.empty() || !intent.speed.empty()) return false;
  const bool may_be_fix = !tells_other_than_fault(message, intent);
  const bool may_be_feature = !tells_fault(message, intent) && !tells_reshaping(message, intent) &&
                              (tells_addition(message, intent) || !names_in(message.subject).empty());
  const bool may_be_refactor = intent.behaviour.empty() && !speaks_of_behaviour(message, intent);
  return may_be_fix || may_be_feature || may_be_refactor;
}

ClassifyOutcome classify(const Message& message, const ChangeFacts& facts) {
  Scores scores;
  const Intent intent = intent_of(message);
  add_fix_evidence(message, intent, facts, scores);
  add_feature_evidence(message, intent, facts, scores);
  add_refactor_evidence(message, intent, facts, scores);
  add_dependency_evidence(message, intent, facts, scores);
  forbid_contradicted(message, intent, facts, scores);
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
