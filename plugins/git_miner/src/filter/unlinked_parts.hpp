// Parts of a change that nothing links to the request.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>

#include "change/said.hpp"
#include "filter/change_parts.hpp"

namespace git_miner {

// A part is linked where the request speaks of what it touches, or where it has names in common with a part that is:
// one declares what the other uses, or both change the use of the same thing. Imports are linked by what uses them, old
// tests by what they call; new tests always are.
std::optional<Drop> unlinked_drop(const ChangeSet& set, const std::vector<ChangePart>& parts,
                                  const Said& said);

}  // namespace git_miner
