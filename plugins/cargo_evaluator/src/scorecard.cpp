#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <cargo_evaluator/scorecard.hpp>
#include <cargo_evaluator/scoring.hpp>

#include "scorecard_limits.hpp"
#include "statistics.hpp"

namespace cargo_evaluator {
namespace {

using rust_tasks::Criterion;
using rust_tasks::CriterionName;
using rust_tasks::Verdict;
using Verdicts = std::vector<const Verdict*>;
// What is read off one verdict; none where it does not apply.
using Reading = std::function<std::optional<double>(const Verdict&)>;

bool is_infrastructure(const Verdict& verdict) {
  return verdict.status == rust_tasks::VerdictStatus::sandbox_error;
}

Reading criterion_score(CriterionName name) {
  return [name](const Verdict& verdict) -> std::optional<double> {
    const auto found = std::ranges::find(verdict.criteria, name, &Criterion::name);
    if (found == verdict.criteria.end() || !found->applicable) return std::nullopt;
    return found->score;
  };
}

std::optional<double> strict(const Verdict& verdict) { return verdict.strict ? 1.0 : 0.0; }
std::optional<double> total(const Verdict& verdict) { return verdict.total; }

// Missing hidden tests are tests not passed.
std::optional<double> all_hidden(const Verdict& verdict) {
  return criterion_score(CriterionName::hidden_tests)(verdict).value_or(0) == 1 ? 1.0 : 0.0;
}

// The mean of each task in which the measure applies, by task.
std::map<std::string, double> by_task(const Verdicts& verdicts, const Reading& reading) {
  std::map<std::string, std::vector<double>> values;
  for (const Verdict* verdict : verdicts) {
    if (const auto value = reading(*verdict)) values[verdict->task].push_back(*value);
  }
  std::map<std::string, double> means;
  for (auto& [task, list] : values) {
    std::ranges::sort(list);  // sums of doubles depend on their order
    means[task] = mean(list);
  }
  return means;
}

std::vector<double> values_of(const std::map<std::string, double>& by_name) {
  std::vector<double> values;
  for (const auto& [name, value] : by_name) values.push_back(value);
  return values;
}

Rate rate(const Verdicts& verdicts, const Reading& reading) {
  const auto values = values_of(by_task(verdicts, reading));
  const double share = mean(values);
  return {share, values.size(), wilson(share, values.size())};
}

Group summarise(const Verdicts& verdicts) {
  Group group;
  group.verdicts = verdicts.size();
  group.strict = rate(verdicts, strict);
  group.hidden_tests = rate(verdicts, all_hidden);
  const auto totals = values_of(by_task(verdicts, total));
  group.tasks = totals.size();
  group.total = mean(totals);
  for (const CriterionName name : all_criteria) {
    const Reading score = criterion_score(name);
    const auto applicable =
        std::ranges::count_if(verdicts, [&](const Verdict* one) { return score(*one).has_value(); });
    group.criteria.push_back(
        {name, static_cast<std::size_t>(applicable), mean(values_of(by_task(verdicts, score)))});
  }
  return group;
}

Variant summarise(const std::string& name, std::span<const Verdict> verdicts) {
  Variant variant;
  variant.name = name;
  Verdicts all;
  std::map<rust_tasks::Gap, Verdicts> gaps;
  for (const Verdict& verdict : verdicts) {
    if (verdict.variant != name) continue;
    ++variant.statuses[verdict.status];
    if (verdict.made_with) variant.made_with.insert(*verdict.made_with);
    if (is_infrastructure(verdict)) continue;
    all.push_back(&verdict);
    gaps[verdict.gap].push_back(&verdict);
  }
  variant.all = summarise(all);
  for (const auto& [gap, list] : gaps) variant.gaps[gap] = summarise(list);
  return variant;
}

Verdicts of_variant(std::span<const Verdict> verdicts, std::string_view name) {
  Verdicts found;
  for (const Verdict& verdict : verdicts) {
    if (verdict.variant == name && !is_infrastructure(verdict)) found.push_back(&verdict);
  }
  return found;
}

struct Pairs {
  std::vector<double> base, tuned, differences;
};

Pairs pair_up(const Verdicts& base, const Verdicts& tuned, const Reading& reading) {
  const auto before = by_task(base, reading);
  const auto after = by_task(tuned, reading);
  Pairs pairs;
  for (const auto& [task, value] : before) {
    const auto found = after.find(task);
    if (found == after.end()) continue;
    pairs.base.push_back(value);
    pairs.tuned.push_back(found->second);
    pairs.differences.push_back(found->second - value);
  }
  return pairs;
}

Difference described(Measure measure, const Pairs& pairs, const PairedResult& result) {
  return {measure,     pairs.differences.size(), mean(pairs.base), mean(pairs.tuned),
          result.mean, result.interval,          result.p};
}

Difference compare(Measure measure, const Pairs& pairs) {
  return described(measure, pairs, paired(pairs.differences));
}

// The measures have the names of the criteria.
Measure measure_of(CriterionName name) { return *base::enum_of<Measure>(base::name_of(name)); }

// One verdict each is right or wrong; the mean of several is a share.
Difference compare_shares(Measure measure, const Pairs& pairs) {
  const bool is_binary = std::ranges::all_of(pairs.base, [](double v) { return v == 0 || v == 1; }) &&
                         std::ranges::all_of(pairs.tuned, [](double v) { return v == 0 || v == 1; });
  return described(measure, pairs,
                   is_binary ? paired_binary(pairs.differences) : bootstrapped(pairs.differences));
}

// A criterion that nothing is known of, since it does not vary, is one of those that were looked at.
void adjust(std::span<Difference> criteria) {
  std::vector<double> p;
  for (const Difference& one : criteria) p.push_back(one.p.value_or(1));
  const auto adjusted = holm(p);
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    if (criteria[i].p) criteria[i].p = adjusted[i];
  }
}

std::optional<Comparison> compare(std::span<const Verdict> verdicts) {
  const Verdicts base = of_variant(verdicts, "base");
  const Verdicts tuned = of_variant(verdicts, "tuned");
  const Pairs totals = pair_up(base, tuned, total);
  if (totals.differences.empty()) return std::nullopt;
  Comparison result;
  result.pairs = totals.differences.size();
  for (const double difference : totals.differences) {
    result.tuned_better += difference > 1e-9;
    result.base_better += difference < -1e-9;
  }
  result.differences.push_back(compare_shares(Measure::strict, pair_up(base, tuned, strict)));
  result.differences.push_back(compare(Measure::total, totals));
  for (const CriterionName name : all_criteria)
    result.differences.push_back(compare(measure_of(name), pair_up(base, tuned, criterion_score(name))));
  adjust(std::span(result.differences).subspan(2));
  return result;
}

// Whether the criterion is met in full; none where it does not apply.
std::optional<double> is_met(const Verdict& verdict) {
  const auto score = criterion_score(CriterionName::tool_sequence)(verdict);
  return score ? std::optional(*score == 1 ? 1.0 : 0.0) : std::nullopt;
}

// Verdicts of one variant on the tasks of one gap.
Verdicts of_gap(const Verdicts& verdicts, rust_tasks::Gap gap) {
  Verdicts found;
  std::ranges::copy_if(verdicts, std::back_inserter(found),
                       [&](const Verdict* one) { return one->gap == gap; });
  return found;
}

std::vector<GapComparison> by_gap(const Scorecard& card, std::span<const Verdict> verdicts) {
  std::vector<GapComparison> result;
  const Verdicts all_base = of_variant(verdicts, "base");
  for (const Variant& variant : card.variants) {
    if (variant.name == "base" || variant.made_with.empty() || !why_unfair(card, variant.name).empty())
      continue;
    const Verdicts all = of_variant(verdicts, variant.name);
    for (const auto& [gap, group] : variant.gaps) {
      const Verdicts base = of_gap(all_base, gap), other = of_gap(all, gap);
      const Pairs pairs = pair_up(base, other, strict);
      if (pairs.differences.size() < fewest_pairs) continue;
      GapComparison one{variant.name, gap, compare_shares(Measure::strict, pairs),
                        compare_shares(Measure::tool_sequence, pair_up(base, other, is_met))};
      result.push_back(std::move(one));
    }
  }
  return result;
}

std::map<std::string, rust_tasks::Gap> gaps_of(const Verdicts& verdicts) {
  std::map<std::string, rust_tasks::Gap> gaps;
  for (const Verdict* verdict : verdicts) gaps[verdict->task] = verdict->gap;
  return gaps;
}

std::vector<TaskPair> task_pairs(const Verdicts& base, const Verdicts& other) {
  const auto base_strict = by_task(base, strict), base_total = by_task(base, total);
  const auto other_strict = by_task(other, strict), other_total = by_task(other, total);
  std::vector<TaskPair> pairs;
  for (const auto& [task, gap] : gaps_of(base)) {
    if (!other_strict.contains(task)) continue;
    pairs.push_back({.task = task,
                     .gap = gap,
                     .base_strict = base_strict.at(task),
                     .strict = other_strict.at(task),
                     .base_total = base_total.at(task),
                     .total = other_total.at(task)});
  }
  return pairs;
}

std::vector<VariantComparison> against_base(const Scorecard& card, std::span<const Verdict> verdicts) {
  std::vector<VariantComparison> result;
  const Verdicts base = of_variant(verdicts, "base");
  if (base.empty()) return result;
  for (const Variant& variant : card.variants) {
    const Verdicts other = of_variant(verdicts, variant.name);
    const bool is_reference = !other.empty() && std::ranges::all_of(other, [](const Verdict* one) {
      return one->agent == rust_tasks::AgentKind::reference;
    });
    if (variant.name == "base" || is_reference) continue;
    VariantComparison one{.variant = variant.name, .unfair = why_unfair(card, variant.name)};
    if (one.unfair.empty()) {
      one.pairs = task_pairs(base, other);
      if (one.pairs.empty()) one.unfair = fmt::format("Base and {} share no task.", variant.name);
      one.strict = compare_shares(Measure::strict, pair_up(base, other, strict));
    }
    result.push_back(std::move(one));
  }
  return result;
}

// base, tuned, then the others by name.
std::vector<std::string> variant_names(std::span<const Verdict> verdicts) {
  std::set<std::string> names;
  for (const Verdict& verdict : verdicts) names.insert(verdict.variant);
  std::vector<std::string> ordered;
  for (const char* first : {"base", "tuned"}) {
    if (names.erase(first) > 0) ordered.emplace_back(first);
  }
  ordered.insert(ordered.end(), names.begin(), names.end());
  return ordered;
}

}  // namespace

Scorecard scorecard(std::span<const Verdict> verdicts) {
  Scorecard card;
  card.verdicts = verdicts.size();
  std::set<std::string> tasks;
  std::set<std::string> toolchains;
  std::size_t broken = 0;
  for (const Verdict& verdict : verdicts) {
    tasks.insert(verdict.task);
    toolchains.insert(verdict.toolchain);
    broken += is_infrastructure(verdict);
  }
  card.tasks = tasks.size();
  card.toolchains.assign(toolchains.begin(), toolchains.end());
  if (!verdicts.empty())
    card.infrastructure_rate = static_cast<double>(broken) / static_cast<double>(verdicts.size());
  for (const std::string& name : variant_names(verdicts)) card.variants.push_back(summarise(name, verdicts));
  for (Variant& variant : card.variants) {
    std::set<std::string> judged;
    for (const Verdict* one : of_variant(verdicts, variant.name)) judged.insert(one->task);
    std::ranges::set_difference(tasks, judged, std::back_inserter(variant.missing));
  }
  if (why_unfair(card, "tuned").empty()) card.comparison = compare(verdicts);
  card.against_base = against_base(card, verdicts);
  card.by_gap = by_gap(card, verdicts);
  card.limits = limits_of(card);
  return card;
}

}  // namespace cargo_evaluator
