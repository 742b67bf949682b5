// The commit itself: built, found to be compiled, checked and tested.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "change/change_set.hpp"
#include "proof/house_cycle.hpp"

namespace git_miner {

struct AfterSide {
  Scope scope;
  std::vector<CapturedRun> passed, failed;  // fmt and clippy, in this order
  bool tests_fail = false;
  TestsRun tests;  // where they fail those of all programs, else `cargo test`
};

// Refused where it does not build, where a part of the change is not compiled, neither with the features that are
// on by default nor with all, and where its runs change what was committed. `instead`: files in place of the
// commit's.
Or<AfterSide> run_after_side(const Builder& builder, const ChangeSet& set,
                             const std::map<std::string, std::string>& instead);

}  // namespace git_miner
