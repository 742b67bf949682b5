// Imports that a change leaves without a use.
#pragma once

#include <optional>
#include <string>

#include <git_miner/repository.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// The first name that a file imports, outside tests and not for others, and that its code named before the change alone. Files of
// modules below, which may use it, are read. The file must have both sides.
std::optional<std::string> left_import(const Repository& repository, const ChangeSet& set,
                                       const ChangedFile& file);

}  // namespace git_miner
