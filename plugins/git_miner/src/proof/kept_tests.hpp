// Which tests stay what they are, told from the text of a change alone: for these the parent need not be run.
#pragma once

#include <set>
#include <string>

#include "change/change_set.hpp"
#include "proof/test_outcome.hpp"

namespace git_miner {

// Each test of the parent is there after the change: no line of a test is deleted, and no line changes that may make
// tests or turn them off (attributes, modules, macros that are defined there, manifests, build scripts, documentation).
bool keeps_all_tests(const ChangeSet& set);

// No doctest changes: no line of documentation, and nothing that decides what of it is compiled.
bool keeps_doctests(const ChangeSet& set);

// Of the tests that pass after the change those that it adds or mends, as cargo calls them; at most 20. `failed`: before.
std::set<std::string> tests_of_change(const ChangeSet& set, const TestCounts& passed,
                                      const TestCounts& failed);

}  // namespace git_miner
