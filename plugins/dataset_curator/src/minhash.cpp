#include "minhash.hpp"

#include <algorithm>
#include <limits>

#include "hash.hpp"

namespace dataset_curator {
namespace {

constexpr std::size_t permutations = minhash_bands * minhash_rows;

// x -> multiplier * x + offset (mod 2^32) with an odd multiplier is a permutation of 32-bit numbers; what it permutes are
// hashes, which are spread already. Fixed, so that every run and machine has the same buckets.
struct Permutations {
  std::array<std::uint32_t, permutations> multipliers{}, offsets{};

  Permutations() {
    for (std::uint64_t i = 0; i < permutations; ++i) {
      const std::uint64_t random = hash_of(std::span(&i, 1));
      multipliers[i] = static_cast<std::uint32_t>(random) | 1U;
      offsets[i] = static_cast<std::uint32_t>(random >> 32);
    }
  }
};

using Minima = std::array<std::uint32_t, permutations>;

// A few permutations at a time, so that their minima stay in registers: compilers make vectors of the inner loop.
[[gnu::always_inline]] inline void find_minima(std::span<const std::uint32_t> shingles,
                                               const Permutations& with, Minima& minima) {
  constexpr std::size_t at_once = 32;
  for (std::size_t begin = 0; begin < permutations; begin += at_once) {
    std::array<std::uint32_t, at_once> smallest;
    smallest.fill(std::numeric_limits<std::uint32_t>::max());
    for (const std::uint32_t shingle : shingles) {
      for (std::size_t i = 0; i < at_once; ++i) {
        const std::uint32_t image = with.multipliers[begin + i] * shingle + with.offsets[begin + i];
        smallest[i] = std::min(smallest[i], image);
      }
    }
    std::ranges::copy(smallest, minima.begin() + static_cast<std::ptrdiff_t>(begin));
  }
}

#ifdef __x86_64__
// Products and minima of 32-bit numbers are no single instructions before AVX2 (SSE4.1): four times as fast.
[[gnu::target("avx2")]] void find_minima_avx2(std::span<const std::uint32_t> shingles,
                                              const Permutations& with, Minima& minima) {
  find_minima(shingles, with, minima);
}
#endif

Minima minima_of(std::span<const std::uint32_t> shingles) {
  static const Permutations with;
  Minima minima;
#ifdef __x86_64__
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) {
    find_minima_avx2(shingles, with, minima);
    return minima;
  }
#endif
  find_minima(shingles, with, minima);
  return minima;
}

}  // namespace

BandKeys band_keys(std::span<const std::uint32_t> shingles) {
  BandKeys keys{};
  if (shingles.empty()) return keys;
  const Minima minima = minima_of(shingles);
  for (std::size_t band = 0; band < minhash_bands; ++band) {
    const std::uint64_t hash = hash_of(std::span(minima).subspan(band * minhash_rows, minhash_rows));
    keys[band] = std::max(static_cast<std::uint32_t>(hash), 1U);
  }
  return keys;
}

}  // namespace dataset_curator
