// A library's interface that changes for those who use it.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/change_facts.hpp"
#include "change/said.hpp"

namespace git_miner {

// A public item that goes or gets another signature, which the request does not name: `said` is what it says. That
// another name holds its name does not count, nor what a type gains.
std::optional<Drop> changed_api_drop(const ChangeSet& set, const Said& said, std::string_view request,
                                     const LibraryTest& is_of_library);

}  // namespace git_miner
