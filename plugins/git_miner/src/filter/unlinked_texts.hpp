// Comments and texts beside the code that a change touches for no reason that shows.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "filter/change_parts.hpp"

namespace git_miner {

// A comment on an item that does not change, outside tests, or lines of another file than Rust, that have no word of the
// request nor of the code that changes. `parts` are those of the set.
std::optional<Drop> unlinked_text_drop(const ChangeSet& set, const std::vector<ChangePart>& parts,
                                       std::string_view request);

}  // namespace git_miner
