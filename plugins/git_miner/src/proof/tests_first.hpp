// The commit's tests in the parent's source.
#pragma once

#include <map>
#include <string>

#include "change/change_set.hpp"

namespace git_miner {

// Texts of the files that differ from the parent's, by path. Left out are tests in renamed files and in files
// whose tests stand in more than one place.
std::map<std::string, std::string> tests_in_parent(const ChangeSet& set);

}  // namespace git_miner
