// What a change adds and takes by the count of its tokens.
#pragma once

#include "change/shape.hpp"

namespace git_miner {

// Sets what of a shape is counted: literals, tokens, branches, errors, whether code and signatures are the same.
void add_counts(const ChangeSet& set, Shape& shape);

}  // namespace git_miner
