// What of a change is layout alone: lines that a formatter broke, blank lines, a line end at the end of the
// file, the form of a comment or literal.
#pragma once

#include <cstddef>
#include <optional>

#include "change/change_set.hpp"

namespace git_miner {

// Whether the code says the same on both sides: see idle_punctuation.hpp and same_meaning.hpp for what says nothing.
bool is_same_but_for_punctuation(const ChangedFile& file);

// The first line, from 1, of an edit that only changes the layout; of the side after. Edits are groups of changes that few
// lines part. What stands with code that changes is none: within its statement, or deeper or less deep than before.
std::optional<std::size_t> layout_edit(const ChangedFile& file);

}  // namespace git_miner
