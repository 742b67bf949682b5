#include "arena_pieces.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace flowrun::graph {
namespace {

constexpr std::size_t usual_bytes = 4096 - sizeof(ArenaPiece);
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t most_kept = 0;  // so that the use of a piece after its end is found
#else
constexpr std::size_t most_kept = 256;  // by a thread: 1 MiB
#endif

struct Kept {
  ArenaPiece* first = nullptr;
  std::size_t count = 0;
  bool is_gone = false;

  ~Kept() {
    while (first) ::operator delete(std::exchange(first, first->next));
    is_gone = true;
  }
};

thread_local Kept kept;

}  // namespace

ArenaPiece* ArenaPieces::take(std::size_t size) {
  if (size <= usual_bytes && kept.first) {
    --kept.count;
    return std::exchange(kept.first, kept.first->next);
  }
  const std::size_t bytes = std::max(size, usual_bytes);
  return ::new (::operator new(sizeof(ArenaPiece) + bytes)) ArenaPiece{nullptr, bytes};
}

void ArenaPieces::give_back(ArenaPiece* piece) {
  if (piece->size != usual_bytes || kept.is_gone || kept.count == most_kept) return ::operator delete(piece);
  piece->next = std::exchange(kept.first, piece);
  ++kept.count;
}

}  // namespace flowrun::graph
