// Options, fields and constants that a change adds and that nothing reads: a promise without a deed.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/repository.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Outside tests: arguments that clap is told of by a name that is looked up nowhere, fields that are only written, and
// constants that are named nowhere else. What other crates may read (`pub`) counts as read, and so do fields of structs
// whose derived traits may read them. Reads the other files of the commit where the changed ones do not tell.
std::optional<Drop> unused_drop(const Repository& repository, const ChangeSet& set);

}  // namespace git_miner
