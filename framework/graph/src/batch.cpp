#include "batch.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "arena_pieces.hpp"
#include "gate.hpp"

namespace flowrun::graph {

Arena::~Arena() { clear(); }

void Arena::clear() {
  take_back_to(nullptr);
  while (pieces_) ArenaPieces::give_back(std::exchange(pieces_, pieces_->next));
  at_ = first_;
  end_ = first_ + sizeof first_;
}

void* Arena::room_in_new_piece(std::size_t size, std::size_t alignment) {
  ArenaPiece* piece = ArenaPieces::take(size + alignment);
  piece->next = std::exchange(pieces_, piece);
  at_ = piece->bytes();
  end_ = at_ + piece->size;
  return room(size, alignment);
}

void Arena::take_back_to(const void* mark) {
  while (contents_ != mark) {
    Linked* gone = contents_;
    contents_ = gone->before;
    gone->~Linked();
  }
}

void RecordArray::grow_to(std::size_t capacity) {
  capacity_ = capacity;
  auto* more = static_cast<Record*>(arena_.room(capacity_ * sizeof(Record), alignof(Record)));
  std::uninitialized_copy_n(records_, size_, more);
  records_ = more;
}

std::size_t bytes_of(std::span<const Record> records) {
  std::size_t sum = 0;
  for (const Record& record : records) sum += record.bytes;
  return sum;
}

void sort_by_port(RecordArray& records) {
  if (!std::ranges::is_sorted(records, {}, &Record::port))
    std::ranges::stable_sort(records, {}, &Record::port);
}

std::uint64_t Message::sequence() const { return credit ? credit->sequence() : 0; }

}  // namespace flowrun::graph
