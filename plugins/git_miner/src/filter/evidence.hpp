// What was found where a filter drops a commit, and what it was compared with: "312 changed lines of source, at most 200".
#pragma once

#include <cstddef>
#include <string>

#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Of what is known before the files are read: parents, author, subject, numbers of files. "" where the reason says all.
std::string early_evidence(DropReason reason, const ChangeSet& set, std::size_t deltas, const Limits& limits);
// Of a change whose files were read.
std::string change_evidence(DropReason reason, const ChangeSet& set, const Limits& limits);
std::string licence_evidence(const std::string& licence, const Options& options);

}  // namespace git_miner
