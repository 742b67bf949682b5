// A place like the one that a fix mends, which stays as it was.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Lines outside tests that the fix replaces, or, where it only puts something in, those around it, which stand in the
// changed files once more, untouched.
std::optional<Drop> sibling_place_drop(const ChangeSet& set);

}  // namespace git_miner
