#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <dataset_curator/curator.hpp>
#include <dataset_curator/split.hpp>

using dataset_curator::GroupCount;
using dataset_curator::plan_split;
using dataset_curator::SplitPlan;

namespace {

std::vector<GroupCount> random_groups(std::mt19937& random, std::size_t count, std::uint64_t largest) {
  std::vector<GroupCount> groups;
  for (std::size_t i = 0; i < count; ++i)
    groups.push_back({"group-" + std::to_string(i), 1 + random() % largest});
  return groups;
}

std::uint64_t total(const std::vector<GroupCount>& groups) {
  std::uint64_t sum = 0;
  for (const GroupCount& group : groups) sum += group.examples;
  return sum;
}

}  // namespace

TEST_CASE("for random groups: whole groups, both sides filled, near the fraction, whatever the order") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    auto groups = random_groups(random, 2 + random() % 60, 1 + random() % 20);
    const double fraction = 0.01 + static_cast<double>(random() % 90) / 100;
    const SplitPlan plan = plan_split(groups, {.valid_fraction = fraction, .seed = seed});

    CHECK(plan.train_examples > 0);
    CHECK(plan.valid_examples > 0);
    CHECK(plan.train_examples + plan.valid_examples == total(groups));
    std::uint64_t valid = 0, smallest_train = ~0ULL;
    for (const GroupCount& group : groups) {
      if (plan.side(group.group) == chat::Split::valid) {
        valid += group.examples;
      } else {
        smallest_train = std::min(smallest_train, group.examples);
      }
    }
    CHECK(valid == plan.valid_examples);
    // No group that trains would bring the count nearer to the fraction, unless it is the last one left.
    const double wanted = fraction * static_cast<double>(total(groups)), held = static_cast<double>(valid);
    if (plan.valid_groups.size() + 1 < groups.size() && held < wanted) {
      CHECK(std::abs(held + static_cast<double>(smallest_train) - wanted) >= std::abs(held - wanted));
    }

    std::shuffle(groups.begin(), groups.end(), random);
    CHECK(plan_split(groups, {.valid_fraction = fraction, .seed = seed}).valid_groups == plan.valid_groups);
  }
}

TEST_CASE("few groups behave sensibly") {
  const auto split = [](std::vector<GroupCount> groups, double fraction) {
    return plan_split(groups, {.valid_fraction = fraction, .seed = 1});
  };
  CHECK(split({}, 0.1).valid_groups.empty());
  CHECK(split({{"a", 9}}, 0.5).valid_groups.empty());
  CHECK(split({{"a", 9}, {"b", 90}}, 0).valid_groups.empty());
  CHECK(split({{"a", 9}, {"b", 90}}, 0.1).valid_groups == std::set<std::string, std::less<>>{"a"});
  CHECK(split({{"a", 50}, {"b", 40}}, 0.01).valid_groups == std::set<std::string, std::less<>>{"b"});
  CHECK(split({{"a", 50}, {"b", 40}, {"c", 60}}, 0.99).valid_groups.size() == 2);
  CHECK(split({{"a", 1}, {"a", 1}}, 0.5).valid_groups.empty());  // one group, listed twice
  CHECK(split({{"a", 3}, {"b", 0}}, 0.5).valid_groups.empty());  // an empty group is none
}

TEST_CASE("another seed gives another split") {
  std::mt19937 random(7);
  const auto groups = random_groups(random, 100, 3);
  CHECK(plan_split(groups, {.seed = 1}).valid_groups != plan_split(groups, {.seed = 2}).valid_groups);
}

TEST_CASE("a group that is added moves few others") {
  std::mt19937 random(8);
  auto groups = random_groups(random, 200, 3);
  SplitPlan before = plan_split(groups, {.seed = 3});
  std::size_t moved = 0;
  for (int i = 0; i < 100; ++i) {
    groups.push_back({"later-" + std::to_string(i), 1 + random() % 3});
    const SplitPlan after = plan_split(groups, {.seed = 3});
    for (const GroupCount& group : groups) {
      if (group.group != groups.back().group) moved += before.side(group.group) != after.side(group.group);
    }
    before = after;
  }
  CHECK(moved <= 100);  // on average one of 200 to 300 a time
}

TEST_CASE("the split is described with its settings and what it reached") {
  const dataset_curator::SplitOptions options{.valid_fraction = 0.25, .seed = 7};
  CHECK(dataset_curator::settings_json(options, {}, {}, 14) ==
        R"({"valid_fraction":0.25,"split_seed":7,"max_per_file":3,"repository_share":0.15,"similarity":0.7,)"
        R"("same_shape":0.85,"max_per_cluster":3,"held_out":14})");
  const std::string rule = dataset_curator::split_rule(options, {.train_examples = 30, .valid_examples = 9});
  CHECK(rule.contains("25 % of the examples were aimed at, 9 of 39 were reached."));
}
