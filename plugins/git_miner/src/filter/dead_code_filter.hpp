// Work that the compiler's lint for dead code asks for.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/change_facts.hpp"
#include "change/change_set.hpp"

namespace git_miner {

// A change that a message calls the removal of something unused, that takes away an item, field or variant, none of which
// other crates can use, and adds nothing.
std::optional<Drop> dead_code_drop(const ChangeSet& set, const LibraryTest& is_of_library);

}  // namespace git_miner
