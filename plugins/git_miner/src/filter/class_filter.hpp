// The filters that ask what kind of work a change is.
#pragma once

#include <optional>

#include <git_miner/drop_reason.hpp>
#include <git_miner/mine.hpp>

#include "change/change_facts.hpp"

namespace git_miner {

// No clear class, told before anything is parsed.
std::optional<Drop> class_drop_by_message(const ChangeSet& set);

// No clear class, one that is too seldom right, or one that is not learnt.
std::optional<Drop> class_drop(const ChangeSet& set, const ChangeFacts& facts, const Options& options);

// Of a change of dependencies: whether all that comes new into the manifests is of use.
std::optional<Drop> dependency_drop(const Repository& repository, const MineRequest& request,
                                    const ChangeFacts& facts);

}  // namespace git_miner
