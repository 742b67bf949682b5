// Which examples are held back for validation.
//
// A group (all sessions and commits of a repository, a folder's sessions, a skeleton) stands on one side as a whole, lest the
// model be measured on what it has seen. Its side is a function of its name, the seed and the fraction alone: whatever joins
// a data set or leaves it, no other example changes sides. So the fraction is met on average over groups, not exactly, and
// with few groups a side may be empty.
//
// Where one large repository is nearly all there is, its quarters of history can be groups instead: what was made in the same
// three months stands on one side.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <chat/example.hpp>

namespace dataset_curator {

struct SplitOptions {
  double valid_fraction = 0.1;        // of the groups, from 0 to below 1
  std::uint64_t seed = 0;             // another one gives another split
  std::vector<std::string> quarters;  // groups that are split by quarters
};

// The name by which the example is split: its group, or where that is one of `quarters`, its group and the quarter (UTC) in
// which it was made, "git-0123456789abcdef/2024-Q3". Of an example that does not tell its time the group.
std::string split_group(const chat::Metadata& metadata, const SplitOptions& options);

chat::Split side_of(std::string_view split_group, const SplitOptions& options);

// How many examples came out on each side.
struct SplitCounts {
  std::uint64_t train = 0, valid = 0;
  std::string largest_group;  // with most examples; of several the first by name
  std::uint64_t largest = 0;
};

class SideCounts {
 public:
  void add(const chat::Metadata& metadata);  // with its side
  SplitCounts counts() const;

 private:
  std::uint64_t train_ = 0, valid_ = 0;
  std::map<std::string, std::uint64_t> groups_;
};

// What is wrong with the sides, and what to do; "" where nothing is: fewer examples than a loss can be judged by are held
// back, though some should be, or all are.
std::string split_problem(const SplitOptions& options, const SplitCounts& counts);

// How the sides were found and what came of it, for people.
std::string split_rule(const SplitOptions& options, const SplitCounts& counts);

}  // namespace dataset_curator
