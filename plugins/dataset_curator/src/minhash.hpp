// MinHash with locality-sensitive hashing: examples with like sets of shingles fall into a common bucket.
//
// Broder, "On the resemblance and containment of documents" (1997): of two sets the smallest elements under a random
// permutation are equal with the probability of their Jaccard index J. 256 permutations in 32 bands of 8 rows: a pair has an
// equal band with 1 - (1 - J^8)^32, that is 0.85 at J = 0.7, 0.996 at 0.8, 0.002 at 0.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace dataset_curator {

inline constexpr std::size_t minhash_bands = 32;
inline constexpr std::size_t minhash_rows = 8;

// The bucket of each band. Never 0, but for an empty set, which has none.
using BandKeys = std::array<std::uint32_t, minhash_bands>;

BandKeys band_keys(std::span<const std::uint32_t> shingles);

}  // namespace dataset_curator
