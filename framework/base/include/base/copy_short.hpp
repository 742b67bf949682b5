// Copies of a few bytes, for which a call would cost more than the copy.
#pragma once

#include <cstddef>
#include <cstring>

namespace base {

// Copies `size` bytes, which do not overlap their new place; for sizes up to 32 without a call.
inline void copy_short(char* to, const char* from, std::size_t size) {
  const auto both_ends = [&]<std::size_t Piece>() {  // which overlap
    std::memcpy(to, from, Piece);
    std::memcpy(to + size - Piece, from + size - Piece, Piece);
  };
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    both_ends.operator()<16>();
  } else if (size >= 8) {
    both_ends.operator()<8>();
  } else if (size >= 4) {
    both_ends.operator()<4>();
  } else {
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }
}

}  // namespace base
