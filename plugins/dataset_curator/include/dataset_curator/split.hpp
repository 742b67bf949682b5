// Which groups of examples are held back for validation.
//
// A group (a session with its forks, a repository, a skeleton) stands on one side as a whole, lest the model
// be measured on what it has seen. Groups are ranked by SHA-256 of seed and name, so that order of arrival
// and number of threads do not matter. In that rank, a group goes to validation if the number of examples
// there comes nearer to `valid_fraction` of all by it; the others train. Groups too large to fit are passed
// over. Since a rank depends on the group alone, a group that is added later moves few others.
//
// With two groups and more, and a fraction above 0, each side gets one: if no group fits, the smallest is
// held back; if all fit, the last one taken trains. A single group trains.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include <chat/example.hpp>

namespace dataset_curator {

struct GroupCount {
  std::string group;
  std::uint64_t examples = 0;
};

struct SplitOptions {
  double valid_fraction = 0.1;  // of the examples, from 0 to below 1
  std::uint64_t seed = 0;
};

struct SplitPlan {
  std::set<std::string, std::less<>> valid_groups;
  std::uint64_t train_examples = 0;
  std::uint64_t valid_examples = 0;

  chat::Split side(std::string_view group) const {
    return valid_groups.contains(group) ? chat::Split::valid : chat::Split::train;
  }
};

// How the plan was made and what came of it, in a sentence for people.
std::string split_rule(const SplitOptions& options, const SplitPlan& plan);

// Counts of a group that is listed more than once are added.
SplitPlan plan_split(std::span<const GroupCount> groups, const SplitOptions& options);

}  // namespace dataset_curator
