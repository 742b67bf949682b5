// Functions that were made of parts of others, or became parts of others.
#pragma once

#include <string>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

// New functions that hold code which functions lost, and that these call.
std::vector<std::string> extracted_functions(const ChangeSet& set);
// The reverse.
std::vector<std::string> inlined_functions(const ChangeSet& set);

}  // namespace git_miner
