// Examples mined from a fixture, and what holds for each of them.
#pragma once

#include <string>

#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>
#include <git_miner/repository.hpp>

#include "fixture.hpp"
#include "replay.hpp"

namespace git_miner::test {

// Of its mirror; each call brings that up to date.
Repository opened(const Fixture& fixture);
Mined mined(const Fixture& fixture, const std::string& commit, bool merges_too = false);

// Of a commit, read by git itself.
Files files_of(const Fixture& fixture, const std::string& commit);

// Whether the example's calls lead from the parent's files to exactly the commit's, and each follows from what was shown.
void check_replay(const Fixture& fixture, const std::string& commit, const chat::Example& example);

// src/lib.rs of a small crate, and the same where `first` takes empty slices.
extern const std::string lib, fixed_lib;

}  // namespace git_miner::test
