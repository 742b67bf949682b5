#include "batch.hpp"

#include <algorithm>
#include <memory>

#include "gate.hpp"

namespace flowrun::graph {

Arena::~Arena() { take_back_to(nullptr); }

void* Arena::room_in_new_piece(std::size_t size, std::size_t alignment) {
  constexpr std::size_t largest_piece = 1 << 16;
  const std::size_t bytes = std::max(piece_, size + alignment);
  piece_ = std::min(2 * piece_, largest_piece);
  pieces_.push_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
  at_ = pieces_.back().get();
  end_ = at_ + bytes;
  return room(size, alignment);
}

void Arena::take_back_to(const void* mark) {
  while (contents_ != mark) {
    Linked* gone = contents_;
    contents_ = gone->before;
    gone->~Linked();
  }
}

void RecordArray::grow() {
  capacity_ = capacity_ == 0 ? 1 : 4 * capacity_;
  auto* more = static_cast<Record*>(arena_.room(capacity_ * sizeof(Record), alignof(Record)));
  std::uninitialized_copy_n(records_, size_, more);
  records_ = more;
}

std::size_t bytes_of(std::span<const Record> records) {
  std::size_t sum = 0;
  for (const Record& record : records) sum += record.bytes;
  return sum;
}

std::uint64_t Message::sequence() const { return open_item ? open_item->sequence() : 0; }

}  // namespace flowrun::graph
