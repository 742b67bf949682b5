// Traits that have to agree, of which one is derived and the other written by hand.
#pragma once

#include <string>

#include "change/added_lines.hpp"
#include "change/change_set.hpp"

namespace git_miner {

// A type that derives `Hash` beside an `impl PartialEq`, or one of `PartialOrd` and `Ord` beside an `impl` of the other, where
// the change brings one of the two; where it stands and why. "" where there is none. Clippy denies them by default
// (derived_hash_with_manual_eq, derive_ord_xor_partial_ord), since what is derived knows nothing of the rule of the other.
std::string mixed_derives(const ChangedFile& file, const AddedLines& added);

}  // namespace git_miner
