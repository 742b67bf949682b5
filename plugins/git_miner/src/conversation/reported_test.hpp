// The failing test with which a fault is reported.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <git_miner/mine.hpp>

#include "change/change_set.hpp"

namespace git_miner {

struct ReportedTest {
  std::string name;
  std::string output;  // the panic with its whole message, and what stands before it where that is short
  bool is_of_change = false;  // one that the change adds or changes
};

// Of the tests that fail before the change one that tells what goes wrong, those of the change first. One that was there
// only by a panic that shows what was expected. None where no test tells enough.
std::optional<ReportedTest> reported_test(const Proof& proof, const ChangeSet& set);

// A paragraph, with an empty line in front.
std::string told(const ReportedTest& test);

}  // namespace git_miner
