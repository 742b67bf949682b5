// The parts of an example by which two are compared: runs of five tokens, as a set of numbers.
//
// A run never crosses the end of a statement or sentence, and a shorter one counts as a whole: so a copy with its functions or
// statements in another order has the same set. White space does not count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "own_work.hpp"

namespace dataset_curator {

// Sorted, each once. A number is half of the 64-bit XXH3 of its tokens: that two runs of two examples share one by chance
// changes a Jaccard index by less than 0.001 up to a million runs in each.
using ShingleSet = std::vector<std::uint32_t>;

std::size_t common(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

// |a and b| / |a or b|; 1 of two empty sets.
double jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

struct Shingles {
  ShingleSet plain;  // request, new code, what is told; the tokens as they are
  ShingleSet code;   // new code; in Rust a name is its number in its statement
  ShingleSet shape;  // the same, and a literal its kind
  ShingleSet added;  // added lines of code, the tokens as they are
  // The request in runs of three words, as they are and with the names of the code as numbers.
  ShingleSet words, request;
};

// Pure; any thread.
Shingles shingles_of(const OwnWork& work);

}  // namespace dataset_curator
