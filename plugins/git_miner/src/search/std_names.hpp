// Names of the standard library.
#pragma once

#include <string_view>

namespace git_miner {

// A name that code of std has as well: where it is used nobody can tell without types whose it is.
bool is_std_name(std::string_view name);

// One that std offers to all.
bool is_std_api(std::string_view name);

// All of these, between blanks.
extern const std::string_view std_api;

}  // namespace git_miner
