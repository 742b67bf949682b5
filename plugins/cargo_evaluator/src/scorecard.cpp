#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <cargo_evaluator/scorecard.hpp>
#include <cargo_evaluator/scoring.hpp>

#include "statistics.hpp"

namespace cargo_evaluator {
namespace {

using rust_tasks::Criterion;
using rust_tasks::Verdict;
using Verdicts = std::vector<const Verdict*>;
// What is measured of one verdict; none where it does not apply.
using Measure = std::function<std::optional<double>(const Verdict&)>;

bool is_infrastructure(const Verdict& verdict) { return verdict.status == "sandbox_error"; }

Measure criterion_score(std::string_view name) {
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
  return criterion_score("hidden_tests")(verdict).value_or(0) == 1 ? 1.0 : 0.0;
}

// The mean of each task in which the measure applies, by task.
std::map<std::string, double> by_task(const Verdicts& verdicts, const Measure& measure) {
  std::map<std::string, std::vector<double>> values;
  for (const Verdict* verdict : verdicts) {
    if (const auto value = measure(*verdict)) values[verdict->task].push_back(*value);
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

Rate rate(const Verdicts& verdicts, const Measure& measure) {
  const auto values = values_of(by_task(verdicts, measure));
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
  for (const std::string_view name : criterion_names) {
    const Measure measure = criterion_score(name);
    const auto applicable =
        std::ranges::count_if(verdicts, [&](const Verdict* one) { return measure(*one).has_value(); });
    group.criteria.push_back({std::string(name), static_cast<std::size_t>(applicable),
                              mean(values_of(by_task(verdicts, measure)))});
  }
  return group;
}

Variant summarise(const std::string& name, std::span<const Verdict> verdicts) {
  Variant variant;
  variant.name = name;
  Verdicts all;
  std::map<std::string, Verdicts> gaps;
  for (const Verdict& verdict : verdicts) {
    if (verdict.variant != name) continue;
    ++variant.statuses[verdict.status];
    if (!verdict.made_with.empty()) variant.made_with.insert(verdict.made_with);
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

Pairs pair_up(const Verdicts& base, const Verdicts& tuned, const Measure& measure) {
  const auto before = by_task(base, measure);
  const auto after = by_task(tuned, measure);
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

Difference described(std::string_view name, const Pairs& pairs, const PairedResult& result) {
  return {std::string(name), pairs.differences.size(), mean(pairs.base), mean(pairs.tuned),
          result.mean,       result.interval,          result.p};
}

Difference compare(std::string_view name, const Pairs& pairs) {
  return described(name, pairs, paired(pairs.differences));
}

// One verdict each is right or wrong; the mean of several is a share.
Difference compare_strict(const Pairs& pairs) {
  const bool is_binary = std::ranges::all_of(pairs.base, [](double v) { return v == 0 || v == 1; }) &&
                         std::ranges::all_of(pairs.tuned, [](double v) { return v == 0 || v == 1; });
  return described("strict", pairs,
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
  result.differences.push_back(compare_strict(pair_up(base, tuned, strict)));
  result.differences.push_back(compare("total", totals));
  for (const std::string_view name : criterion_names)
    result.differences.push_back(compare(name, pair_up(base, tuned, criterion_score(name))));
  adjust(std::span(result.differences).subspan(2));
  return result;
}

double points(double share) { return 100 * share; }

// Which tasks a variant lacks that another has.
std::vector<std::string> missing_of(const Scorecard& card) {
  std::vector<std::string> lines;
  for (const Variant& variant : card.variants) {
    if (variant.missing.empty()) continue;
    std::string names;
    for (const std::string& task : variant.missing) names += (names.empty() ? "" : ", ") + task;
    lines.push_back(fmt::format("There is no verdict of {} for: {}.", variant.name, names));
  }
  return lines;
}

std::vector<std::string> limits_of(const Scorecard& card) {
  std::vector<std::string> limits;
  // Specification 4.8.
  if (card.infrastructure_rate > 0.02)
    limits.push_back(fmt::format(
        "{:.1f} % of the verdicts failed for reasons of the machine, more than 2 %: the run is not valid.",
        points(card.infrastructure_rate)));
  if (card.tasks == 0) {
    limits.emplace_back("There is no verdict: nothing can be said.");
    return limits;
  }
  const std::size_t sample = card.comparison ? card.comparison->pairs : card.tasks;
  const Interval half = wilson(0.5, sample);
  limits.push_back(fmt::format(
      "A rate over {} {}task{} is uncertain by up to {:.0f} points to either side (95 %).", sample,
      card.comparison ? "paired " : "", sample == 1 ? "" : "s", points((half.high - half.low) / 2)));
  for (const std::string& line : missing_of(card)) limits.push_back(line);
  const auto has = [&](std::string_view name) {
    return std::ranges::find(card.variants, name, &Variant::name) != card.variants.end();
  };
  if (!card.comparison) {
    const char* const why =
        has("base") && has("tuned")   ? "Base and tuned share no task: they cannot be compared."
        : has("base") || has("tuned") ? "Only one of base and tuned was judged: there is no comparison."
                                      : "Neither base nor tuned was judged: there is no comparison.";
    limits.emplace_back(why);
    return limits;
  }
  const Difference& headline = card.comparison->differences.front();
  if (!headline.interval) {
    limits.emplace_back("One pair tells nothing of how the strict difference varies.");
    return limits;
  }
  const double reach = (headline.interval->high - headline.interval->low) / 2;
  limits.push_back(fmt::format(
      "With {} pair{} a true strict difference of less than about {:.0f} points is more likely missed "
      "than found.",
      headline.tasks, headline.tasks == 1 ? "" : "s", points(reach)));
  const bool told_apart = headline.interval->low > 0 || headline.interval->high < 0;
  limits.push_back(
      told_apart
          ? "The interval of the strict difference does not hold 0."
          : "The interval of the strict difference holds 0: base and tuned cannot be told apart, which is no "
            "evidence that they are equal.");
  return limits;
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
  card.comparison = compare(verdicts);
  card.limits = limits_of(card);
  return card;
}

}  // namespace cargo_evaluator
