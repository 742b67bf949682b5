// What the house style forbids, in the code that a change adds.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// None if the added lines outside tests keep to the style.
std::optional<Drop> style_drop(const ChangeSet& set);

}  // namespace git_miner
