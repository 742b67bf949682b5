#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include <dataset_curator/split.hpp>
#include <digest/sha256.hpp>

namespace dataset_curator {
namespace {

struct Ranked {
  std::string rank;
  GroupCount count;
};

std::vector<Ranked> ranked(std::span<const GroupCount> groups, std::uint64_t seed) {
  std::map<std::string, std::uint64_t> sizes;
  for (const GroupCount& group : groups) sizes[group.group] += group.examples;
  std::vector<Ranked> result;
  for (const auto& [name, size] : sizes) {
    if (size > 0) result.push_back({digest::sha256_hex(std::to_string(seed) + ":" + name), {name, size}});
  }
  std::sort(result.begin(), result.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  return result;
}

// Indices of the groups that go to validation, in the order in which they were taken.
std::vector<std::size_t> choose(const std::vector<Ranked>& groups, double wanted) {
  std::vector<std::size_t> chosen;
  double held = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double with = held + static_cast<double>(groups[i].count.examples);
    if (std::abs(with - wanted) >= std::abs(held - wanted)) continue;
    chosen.push_back(i);
    held = with;
  }
  if (chosen.empty()) {
    const auto smallest = std::min_element(
        groups.begin(), groups.end(),
        [](const Ranked& a, const Ranked& b) { return a.count.examples < b.count.examples; });
    chosen.push_back(static_cast<std::size_t>(smallest - groups.begin()));
  }
  if (chosen.size() == groups.size()) chosen.pop_back();
  return chosen;
}

}  // namespace

SplitPlan plan_split(std::span<const GroupCount> groups, const SplitOptions& options) {
  const std::vector<Ranked> all = ranked(groups, options.seed);
  SplitPlan plan;
  for (const Ranked& group : all) plan.train_examples += group.count.examples;
  if (all.size() < 2 || options.valid_fraction <= 0) return plan;
  for (std::size_t i : choose(all, options.valid_fraction * static_cast<double>(plan.train_examples))) {
    plan.valid_groups.insert(all[i].count.group);
    plan.valid_examples += all[i].count.examples;
  }
  plan.train_examples -= plan.valid_examples;
  return plan;
}

std::string split_rule(const SplitOptions& options, const SplitPlan& plan) {
  return fmt::format(
      "Whole groups (a project's sessions, a repository, a skeleton) are held back for validation, in each "
      "origin by "
      "itself and ranked by a digest of seed and group name: {:.0f} % of the examples were aimed at, {} of "
      "{} were "
      "reached.",
      options.valid_fraction * 100, plan.valid_examples, plan.valid_examples + plan.train_examples);
}

}  // namespace dataset_curator
