// Fixes of one of several equal places.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Asked of bug fixes. Within one file, tests apart:
//   * an expression is replaced in the same way at two places or more, and stays at another (`a * b` is `b * a`);
//   * a call comes to stand under a new condition, and is made elsewhere without it.
std::optional<Drop> incomplete_fix_drop(const ChangeSet& set);

}  // namespace git_miner
