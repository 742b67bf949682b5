// Sixteen bytes of a text looked at together, by the compiler's vectors: one register on x86-64 and arm64.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace base {

using ByteBlock [[gnu::vector_size(16)]] = unsigned char;

inline constexpr std::size_t block_size = sizeof(ByteBlock);

// Both take the sixteen bytes from `place` on, which must all be there.
inline ByteBlock load_block(const char* place) {
  ByteBlock block;
  std::memcpy(&block, place, block_size);
  return block;
}

inline void store_block(char* place, ByteBlock block) { std::memcpy(place, &block, block_size); }

// Index of the first byte for which a comparison of blocks holds (`block == '"'`); block_size if it holds for none.
inline std::size_t first_match(auto comparison) {
  static_assert(sizeof(comparison) == block_size);
  const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(comparison);
  const auto first_byte = [](std::uint64_t half) {
    const int bits =
        std::endian::native == std::endian::little ? std::countr_zero(half) : std::countl_zero(half);
    return static_cast<std::size_t>(bits) / 8;
  };
  return halves[0] != 0 ? first_byte(halves[0]) : 8 + first_byte(halves[1]);
}

}  // namespace base
