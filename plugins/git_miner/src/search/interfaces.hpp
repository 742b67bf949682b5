// What a change does to the interfaces of items, so that whoever uses them has to be looked at.
#pragma once

#include <vector>

#include "change/change_set.hpp"
#include "search/search.hpp"

namespace git_miner {

// Functions, constants, macros and aliases whose signature changes by more than its visibility, types whose fields or
// variants change, and all of these that go; none of tests, nor of impls of traits, whose signatures others dictate.
std::vector<ChangedInterface> changed_interfaces(const ChangedFile& file);

}  // namespace git_miner
