// What is mined and how large it may be. The defaults are those of published sets of commits (R2E-Gym,
// SWE-smith, CommitPackFT) with the corrections of reading real histories by hand.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>

#include <git_miner/licence.hpp>
#include <token_count/counter.hpp>

namespace git_miner {

struct Limits {
  std::size_t deltas = 300;         // before renames are looked for, which takes its time with more
  std::size_t source_files = 5;     // files of Rust that are no tests
  std::size_t files = 8;            // of all kinds
  std::size_t lines = 200;          // added and deleted, of source, tests apart
  std::size_t feature_lines = 400;  // likewise, of a feature
  std::size_t least_lines = 3;
  std::size_t file_lines = 1000;      // of a file, unless the change lies in at most two functions
  std::size_t file_bytes = 50'000;    // likewise
  std::size_t change_bytes = 20'000;  // of all added and deleted lines, tests and other texts too
};

// All that have a class: `git_miner_classes` finds no more wrong ones among the examples below 0.9 than above, since what is
// asked of the request leaves out most of those.
inline constexpr double default_min_confidence = 0.75;

struct TokenLimit {
  std::shared_ptr<const token_count::Counter> counter;  // none: any length
  std::size_t max_tokens = 8192;                        // of an example
};

struct Options {
  std::string system_prompt;
  std::set<std::string> licences = permissive_licences();
  bool any_licence = false;
  std::set<std::string> own;    // owners whose repositories are one's own: any licence will do
  std::set<std::string> block;  // repositories, ids of commits (7 digits or more) and globs of changed paths
  Limits limits;
  double min_confidence = default_min_confidence;  // of an example's class, 0 to 1
  bool untested = true;                            // whether a fix or feature may come without a test
  TokenLimit tokens;
};

}  // namespace git_miner
