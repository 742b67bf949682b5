// Options of the command line that come without a word of them.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"
#include "change/said.hpp"

namespace git_miner {

// A long name, alias or value that the request does not name, or a short one that it does not write as `-x`; `said` is what
// it says.
std::optional<Drop> unasked_option_drop(const ChangeSet& set, std::string_view request, const Said& said);

}  // namespace git_miner
