// Names of the standard library.
#pragma once

#include <string_view>

namespace git_miner {

// A name that code of std has as well: where it is used nobody can tell without types whose it is.
bool is_std_name(std::string_view name);

}  // namespace git_miner
