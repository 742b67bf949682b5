// Comments on other items that a change puts in other words.
#pragma once

#include <optional>
#include <set>
#include <string>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// A comment, outside tests and the items that change, most words of which stay, where neither the request (`said`, in lower
// case) nor the code that changes has one of the others.
std::optional<Drop> reworded_comment_drop(const ChangeSet& set, const std::set<std::string>& said);

}  // namespace git_miner
