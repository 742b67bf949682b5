// The lock files of a commit and its parent, with the crates that they name at hand.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include <sandbox/request.hpp>

#include "change/change_set.hpp"
#include "proof/builder.hpp"

namespace git_miner {

struct Locks {
  std::string before, after;
  std::vector<sandbox::Bind> crates;  // for a workbench
};

enum class CratesFrom {
  lock_files,  // the versions that the commit names, where it does
  manifests,   // the newest that it allows
};

// Where the options name no folder for crates, commits that need none have locks.
Or<Locks> locks_of(const Repository& repository, const ChangeSet& set, const VerifyOptions& options,
                   CratesFrom from, const std::stop_token& stop);

}  // namespace git_miner
