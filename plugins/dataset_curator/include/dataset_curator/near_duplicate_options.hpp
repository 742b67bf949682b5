#pragma once

#include <cstdint>

namespace dataset_curator {

// Jaccard indices of sets of token 5-grams, from 0 (nothing in common) to 1.
struct NearDuplicateOptions {
  double similarity = 0.7;            // from here on two examples are near duplicates; above 1: none is
  double same_shape = 0.85;           // of code without its names: from here on two examples have one shape
  std::uint64_t max_per_cluster = 3;  // examples of one shape; 0 = any number
};

}  // namespace dataset_curator
