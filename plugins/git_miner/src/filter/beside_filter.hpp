// What a change does beside the thing that it was asked for.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/change_facts.hpp"

namespace git_miner {

// What the request has no word of: another interface of a library, the wording of a text or of a comment on another item,
// an option, a part of the change that nothing links to the rest. And what it asks for where no edit of that is made.
std::optional<Drop> beside_drop(const ChangeSet& set, std::string_view request,
                                const LibraryTest& is_of_library);

}  // namespace git_miner
