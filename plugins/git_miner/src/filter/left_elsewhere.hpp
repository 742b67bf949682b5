// What a change takes away, and what other files of the project keep.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/repository.hpp>

#include "change/change_facts.hpp"
#include "change/change_set.hpp"

namespace git_miner {

// A line of a fix that holds a text, goes outside tests and stands in a file that the fix does not touch.
std::optional<Drop> left_line_drop(const Repository& repository, const ChangeSet& set);

// A crate that is no dependency any more, and that a file of the project still uses, or a condition names.
std::optional<Drop> left_crate_drop(const Repository& repository, const ChangeSet& set,
                                    const ChangeFacts& facts);

}  // namespace git_miner
