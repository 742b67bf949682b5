// The parent, and what it shows of a commit that was run.
#pragma once

#include "change/change_set.hpp"
#include "proof/after_side.hpp"
#include "proof/locks.hpp"

namespace git_miner {

// The proof, but for the toolchain. Refused where the parent shows that what fails is the commit's, that a test is lost,
// or that the commit's new tests prove nothing.
Or<Proof> compared_with_parent(const Builder& builder, const ChangeSet& set, AfterSide after,
                               const Locks& locks);

// The build of a commit fails, or a program of its tests does not come to its end: only after it, or before it as well?
Refusal explained_by_parent(const Builder& builder, const ChangeSet& set, const Locks& locks,
                            Refusal refusal);

}  // namespace git_miner
