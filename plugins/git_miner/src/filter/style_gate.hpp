// What the house style forbids, in the code that a change adds.
#pragma once

#include <string>

#include "change/change_set.hpp"

namespace git_miner {

// "" if the added lines outside tests keep to the style, else a short stable phrase.
std::string style_fault(const ChangeSet& set);

}  // namespace git_miner
