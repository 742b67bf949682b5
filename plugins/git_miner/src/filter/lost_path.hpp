// Public items of a library that a move puts out of reach.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/change_facts.hpp"
#include "change/change_set.hpp"

namespace git_miner {

// What was public at the top of a library, stands in a private module now, and is not exported from there.
std::optional<Drop> lost_path_drop(const ChangeSet& set, const LibraryTest& is_of_library);

}  // namespace git_miner
