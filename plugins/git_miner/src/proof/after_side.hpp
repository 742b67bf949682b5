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

// `cargo fmt --check` of the commit, before anything is built. Refused where the commit's files differ from what it makes of
// them, and the parent's do not.
Or<sandbox::Outcome> run_format(const Builder& builder, const ChangeSet& set);

// Refused where it does not build, where a part of the change is not compiled, neither with the features that are
// on by default nor with all, and where its runs change what was committed. `instead`: files in place of the
// commit's, Cargo.lock among them; `formatted`: of run_format.
Or<AfterSide> run_after_side(const Builder& builder, const ChangeSet& set,
                             const std::map<std::string, std::string>& instead,
                             const sandbox::Outcome& formatted);

}  // namespace git_miner
