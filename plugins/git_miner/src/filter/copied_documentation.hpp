// Documentation that was copied from a neighbour and still speaks of that.
#pragma once

#include <string>

#include "change/added_lines.hpp"
#include "change/change_set.hpp"

namespace git_miner {

// The first function or macro that a change adds with documentation whose example never names it, or with code and
// documentation that another of the file has, all but the name; where it stands and why. "" where there is none.
std::string copied_documentation(const ChangedFile& file, const AddedLines& added);

}  // namespace git_miner
