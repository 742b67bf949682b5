// The filters that need both texts of a change: sizes, comments only, parse errors, the house style of what is added.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>

#include "change/change_set.hpp"

namespace git_miner {

std::optional<Drop> change_drop(const ChangeSet& set, const Limits& limits);

}  // namespace git_miner
