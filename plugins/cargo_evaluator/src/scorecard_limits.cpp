#include "scorecard_limits.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "statistics.hpp"

namespace cargo_evaluator {
namespace {

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

const Variant* variant_of(const Scorecard& card, std::string_view name) {
  const auto found = std::ranges::find(card.variants, name, &Variant::name);
  return found == card.variants.end() ? nullptr : &*found;
}

}  // namespace

std::string why_unfair(const Scorecard& card, std::string_view other) {
  std::set<std::string> models, limits;
  for (const std::string_view name : {std::string_view("base"), other}) {
    const Variant* variant = variant_of(card, name);
    if (variant == nullptr) continue;
    for (const rust_tasks::MadeWith& made : variant->made_with) {
      models.insert(made.model);
      limits.insert(made.limits);
    }
  }
  if (limits.size() > 1)
    return fmt::format("Base and {} ran under different limits ({}): there is no comparison.", other,
                       fmt::join(limits, "; "));
  if (models.size() > 1)
    return fmt::format("Base and {} are different models ({}): there is no comparison.", other,
                       fmt::join(models, "; "));
  return "";
}

std::vector<std::string> limits_of(const Scorecard& card) {
  std::vector<std::string> limits;
  // docs/criteria.md, "Statuses".
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
  if (!card.comparison) {
    const bool has_base = variant_of(card, "base") != nullptr,
               has_tuned = variant_of(card, "tuned") != nullptr;
    const std::string unfair = why_unfair(card, "tuned");
    limits.push_back(!unfair.empty()         ? unfair
                     : has_base && has_tuned ? "Base and tuned share no task: they cannot be compared."
                     : has_base || has_tuned
                         ? "Only one of base and tuned was judged: there is no comparison."
                         : "Neither base nor tuned was judged: there is no comparison.");
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
  limits.emplace_back(
      told_apart
          ? "The interval of the strict difference does not hold 0."
          : "The interval of the strict difference holds 0: base and tuned cannot be told apart, which is no "
            "evidence that they are equal.");
  return limits;
}

}  // namespace cargo_evaluator
