// What a change should have taken along: imports that nothing uses any more, places that still speak of what it removed or
// gave another name, and a type's twin, which does not get what the type gets.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/repository.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Outside tests. Names that many places share are not asked for. Reads the other files of the commit where something is
// removed.
std::optional<Drop> left_behind_drop(const Repository& repository, const ChangeSet& set);

}  // namespace git_miner
