// The pieces of memory that arenas consist of. Each thread keeps a few that it got back, because an arena lives as short as
// a message and the general allocator is slow for pieces of this size.
#pragma once

#include <cstddef>

namespace flowrun::graph {

struct alignas(std::max_align_t) ArenaPiece {
  ArenaPiece* next;
  std::size_t size;  // of its bytes, which follow
  std::byte* bytes() { return reinterpret_cast<std::byte*>(this + 1); }
};

class ArenaPieces {
 public:
  // A piece of at least `size` bytes. Any thread may give it back.
  static ArenaPiece* take(std::size_t size);
  static void give_back(ArenaPiece* piece);
};

}  // namespace flowrun::graph
