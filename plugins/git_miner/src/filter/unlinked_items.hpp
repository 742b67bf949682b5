// Items that a change touches beside the thing that it was asked for.
#pragma once

#include <optional>
#include <set>
#include <string>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// An item outside tests that changes or goes, and that the request (`said`: its words, in lower case) does not name, nor what changes in it, while it
// names others that change, and that nothing links to those: neither names the other, they are not of one type, and no name
// or literal changes in both. Also a type that gets a derive in the place of its `new`.
std::optional<Drop> unlinked_drop(const ChangeSet& set, const std::set<std::string>& said);

}  // namespace git_miner
