// Comments that know more than the request.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// An added comment, also in tests, that cites a page or the number of an issue, which neither the request has nor a changed
// file had before: nothing leads there, so it would be learnt to make such numbers up. Documentation of crates is everybody's.
std::optional<Drop> reference_drop(const ChangeSet& set, std::string_view request);

}  // namespace git_miner
