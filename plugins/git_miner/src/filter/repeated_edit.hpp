// An edit that is made at several places, and not at another that is like them.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Lines outside tests that the change takes away at two places at least, whatever their names, and that stand in the
// changed files once more, untouched.
std::optional<Drop> repeated_edit_drop(const ChangeSet& set);

}  // namespace git_miner
