#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <dataset_curator/curator.hpp>
#include <dataset_curator/split.hpp>

using chat::Split;
using dataset_curator::side_of;
using dataset_curator::SideCounts;
using dataset_curator::split_group;
using dataset_curator::split_problem;
using dataset_curator::split_rule;
using dataset_curator::SplitOptions;

namespace {

chat::Metadata of_group(std::string group, std::optional<std::int64_t> time = {}) {
  chat::Metadata metadata;
  metadata.group = std::move(group);
  metadata.time = time;
  return metadata;
}

// What the curator does with each example.
chat::Metadata placed(chat::Metadata metadata, const SplitOptions& options) {
  metadata.group = split_group(metadata, options);
  metadata.split = side_of(metadata.group, options);
  return metadata;
}

std::map<std::string, Split> sides(const std::vector<chat::Metadata>& set, const SplitOptions& options) {
  std::map<std::string, Split> found;
  for (const chat::Metadata& metadata : set) found[metadata.id] = *placed(metadata, options).split;
  return found;
}

dataset_curator::SplitCounts counts_of(const std::vector<chat::Metadata>& set, const SplitOptions& options) {
  SideCounts counts;
  for (const chat::Metadata& metadata : set) counts.add(placed(metadata, options));
  return counts.counts();
}

}  // namespace

TEST_CASE("for random sets: no example changes sides when a set grows, shrinks or is merged with another") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const SplitOptions options{.valid_fraction = static_cast<double>(random() % 90) / 100,
                               .seed = seed,
                               .quarters = {"git-0", "git-1"}};
    const auto some = [&](const char* front, std::size_t count) {
      std::vector<chat::Metadata> set;
      for (std::size_t i = 0; i < count; ++i) {
        auto metadata =
            of_group(front + std::to_string(random() % 20), 1'500'000'000 + random() % 100'000'000);
        metadata.id = front + std::to_string(set.size()) + "-" + std::to_string(random());
        set.push_back(std::move(metadata));
      }
      return set;
    };
    std::vector<chat::Metadata> set = some("git-", 1 + random() % 80);
    std::map<std::string, Split> known = sides(set, options);
    for (int step = 0; step < 8; ++step) {
      if (random() % 3 == 0 && set.size() > 1) {
        set.erase(set.begin() + static_cast<std::ptrdiff_t>(random() % set.size()));
      } else {
        for (auto& more : some(random() % 2 == 0 ? "git-" : "folder-", random() % 40)) set.push_back(more);
      }
      std::shuffle(set.begin(), set.end(), random);
      for (const auto& [id, side] : sides(set, options)) {
        const auto [before, is_new] = known.try_emplace(id, side);
        CHECK(before->second == side);
      }
    }
    // Whole groups.
    std::map<std::string, Split> by_group;
    for (const chat::Metadata& metadata : set) {
      const auto one = placed(metadata, options);
      CHECK(by_group.try_emplace(one.group, *one.split).first->second == one.split);
    }
  }
}

TEST_CASE("the fraction of groups is met on average") {
  for (const double fraction : {0.0, 0.1, 0.3, 0.9}) {
    std::size_t valid = 0;
    for (int i = 0; i < 4000; ++i)
      valid += side_of("group-" + std::to_string(i), {.valid_fraction = fraction}) == Split::valid ? 1 : 0;
    CHECK(static_cast<double>(valid) / 4000 == doctest::Approx(fraction).epsilon(0.1));
  }
}

TEST_CASE("a larger fraction moves groups to validation only, another seed gives another split") {
  std::size_t moved = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string group = "group-" + std::to_string(i);
    if (side_of(group, {.valid_fraction = 0.2}) == Split::valid)
      CHECK(side_of(group, {.valid_fraction = 0.4}) == Split::valid);
    moved += side_of(group, {.valid_fraction = 0.5}) != side_of(group, {.valid_fraction = 0.5, .seed = 1});
  }
  CHECK(moved > 50);
}

TEST_CASE("only the groups that are named are split by quarters, in UTC") {
  const SplitOptions options{.quarters = {"git-a"}};
  CHECK(split_group(of_group("git-a", 0), options) == "git-a/1970-Q1");
  CHECK(split_group(of_group("git-a", 1'711'929'599), options) == "git-a/2024-Q1");  // 31 March, 23:59:59
  CHECK(split_group(of_group("git-a", 1'711'929'600), options) == "git-a/2024-Q2");
  CHECK(split_group(of_group("git-a", -1), options) == "git-a/1969-Q4");
  CHECK(split_group(of_group("git-a"), options) == "git-a");
  CHECK(split_group(of_group("git-b", 0), options) == "git-b");
}

TEST_CASE("a side that is too small is told, with the group that is nearly all") {
  std::vector<chat::Metadata> set(30, of_group("git-a", 1'700'000'000));
  set.push_back(of_group("git-b"));
  const SplitOptions options{.valid_fraction = 1e-9};
  const std::string problem = split_problem(options, counts_of(set, options));
  CHECK(problem.contains("0 of 31 examples are held back"));
  CHECK(problem.contains("`split_quarters: [git-a]`, which has 30 of them"));
  CHECK(split_rule(options, counts_of(set, options)).contains(problem));
  CHECK(split_problem({.valid_fraction = 0}, counts_of(set, {.valid_fraction = 0})).empty());
  CHECK(split_problem(options, {}).empty());
  CHECK(split_problem({.valid_fraction = 0.3}, {.train = 60, .valid = 20, .largest = 9}).empty());
  CHECK_FALSE(split_problem({.valid_fraction = 0.3}, {.train = 0, .valid = 20}).empty());
}

TEST_CASE("the split is described with its settings and what it reached") {
  const SplitOptions options{.valid_fraction = 0.25, .seed = 7, .quarters = {"git-a"}};
  CHECK(
      dataset_curator::settings_json(options, {.lines = {{.text = "group.* 5"}}}, {}, 14, {"dbg"}) ==
      R"({"valid_fraction":0.25,"split_seed":7,"split_quarters":["git-a"],"max_per_file":3,)"
      R"("repository_share":0.15,"quotas":["group.* 5"],"house_rules":["dbg"],"similarity":0.7,"same_shape":0.85,)"
      R"("max_per_cluster":3,"held_out":14})");
  CHECK(split_rule(options, {.train = 30, .valid = 9})
            .contains("25 % of the groups on average, which are 9 of 39"));
}
