// What all verdicts together say: rates with their uncertainty, base against tuned, and what so few tasks
// cannot show.
//
// Tasks are the sample: several verdicts of one task and variant are averaged first. Verdicts that only
// infrastructure is to blame for (status sandbox_error) are left out of every mean and counted apart.
// Proportions have Wilson's 95 % interval, paired differences Student's t over tasks (arXiv 2411.00640);
// strict, the headline, has McNemar's exact test and Tango's interval, or with several verdicts a task a
// bootstrap over tasks; p values of the criteria are adjusted by Holm. Pure and deterministic: the order of
// the verdicts does not matter.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

struct Interval {
  double low = 0;
  double high = 0;
};

// A share of the tasks. `value` may lie between two counts when a task has several verdicts.
struct Rate {
  double value = 0;
  std::size_t tasks = 0;
  Interval interval;  // Wilson, 95 %; 0 to 1 without tasks
};

// The values of an enum in the order of their names, which is that of the reports.
struct ByName {
  template <base::NamedEnum E>
  bool operator()(E left, E right) const {
    return base::name_of(left) < base::name_of(right);
  }
};

struct CriterionMean {
  rust_tasks::CriterionName name{};
  std::size_t applicable = 0;  // verdicts
  double mean = 0;             // over tasks in which it applies
};

struct Group {
  std::size_t tasks = 0;
  std::size_t verdicts = 0;
  Rate strict;
  Rate hidden_tests;  // all of them passed
  double total = 0;
  std::vector<CriterionMean> criteria;  // in the order of their enum
};

struct Variant {
  std::string name;
  std::set<rust_tasks::MadeWith> made_with;  // models, adapters and limits of its rollouts
  Group all;
  std::map<rust_tasks::Gap, Group, ByName> gaps;
  std::map<rust_tasks::VerdictStatus, std::size_t, ByName> statuses;  // infrastructure too
  std::vector<std::string> missing;  // tasks that have verdicts, but none of this variant
};

// What base and tuned are compared by: both summaries, then the criteria in their order.
enum class Measure {
  strict,
  total,
  builds,
  no_unwrap,
  question_mark,
  lifetimes,
  clippy,
  crates,
  tool_sequence,
  hidden_tests
};
constexpr auto enum_names(Measure) {
  return base::names("strict", "total", "builds", "no_unwrap", "question_mark", "lifetimes", "clippy",
                     "crates", "tool_sequence", "hidden_tests");
}

struct Difference {
  Measure measure = Measure::strict;
  std::size_t tasks = 0;
  double base = 0;
  double tuned = 0;
  double difference = 0;  // tuned - base, mean over the tasks that both have
  // None for fewer than two tasks, or (but strict) where all differ by the same.
  std::optional<Interval> interval;
  std::optional<double> p;  // two-sided; of the criteria after Holm's adjustment
};

struct Comparison {
  std::size_t pairs = 0;
  std::size_t tuned_better = 0;  // by total
  std::size_t base_better = 0;
  std::vector<Difference> differences;  // strict (the headline), total, then the criteria
};

// One task as base and a variant solved it; means over their verdicts.
struct TaskPair {
  std::string task;
  rust_tasks::Gap gap{};
  double base_strict = 0, strict = 0;
  double base_total = 0, total = 0;
};

// A variant against base, over all tasks that both have.
struct VariantComparison {
  std::string variant;
  std::string unfair;           // why they are not compared; "" where they are: only then there are pairs
  Difference strict;            // `tuned` is the variant's
  std::vector<TaskPair> pairs;  // by task
};

// From so many pairs on, McNemar's exact test can reach p < 0.01: 2 / 2^8.
inline constexpr std::size_t fewest_pairs = 8;

// A variant against base on the tasks of one gap. In each difference `tuned` is the variant's.
struct GapComparison {
  std::string variant;
  rust_tasks::Gap gap{};
  Difference strict;
  Difference tool_sequence;  // the share of tasks in which the criterion is met in full
};

struct Scorecard {
  std::size_t tasks = 0;
  std::size_t verdicts = 0;
  double infrastructure_rate = 0;
  std::vector<Variant> variants;  // base, tuned, then the others by name
  // Where there are verdicts of base and of tuned, of one model under the same limits.
  std::optional<Comparison> comparison;
  // Of each variant that is no reference, in the order above, where there are verdicts of base.
  std::vector<VariantComparison> against_base;
  // Of each variant that is base's model under its limits, by variant in the order above, then by gap; gaps with fewer pairs
  // than `fewest_pairs` are left out.
  std::vector<GapComparison> by_gap;
  std::vector<std::string> limits;      // what the numbers cannot show, one sentence each
  std::vector<std::string> toolchains;  // of the verdicts, each once
};

Scorecard scorecard(std::span<const rust_tasks::Verdict> verdicts);

// scorecard.json: keys in a fixed order, numbers with six significant digits.
std::string scorecard_json(const Scorecard& card);

// report.html: one file without scripts and without references to others; every text from a verdict is
// escaped.
std::string report_html(const Scorecard& card, std::span<const rust_tasks::Verdict> verdicts);

}  // namespace cargo_evaluator
