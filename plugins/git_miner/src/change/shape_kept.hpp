#pragma once

#include "change/shape.hpp"

namespace git_miner {

// What a refactoring leaves alone: Shape::same_tests, same_attributes and same_comparisons.
void add_kept(const ChangeSet& set, Shape& shape);

}  // namespace git_miner
