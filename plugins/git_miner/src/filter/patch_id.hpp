// A digest of what a commit changes, the same wherever the change is applied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <git_miner/repository.hpp>

namespace git_miner {

// Of the names of the files, without their folders, and of the lines removed and added, without blank space. None of a change
// of many or of binary files, and where it cannot be read.
std::optional<std::uint64_t> patch_id(const Repository& repository, const std::string& commit);

}  // namespace git_miner
