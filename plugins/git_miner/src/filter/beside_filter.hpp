// What a change does beside the thing that it was asked for.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Where other code changes too, and the request has no word of it: the type of a public constant, the wording of a text or
// of a comment on another item, or an item that nothing links to the rest; outside tests.
std::optional<Drop> beside_drop(const ChangeSet& set, std::string_view request);

}  // namespace git_miner
