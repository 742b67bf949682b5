#include "batch.hpp"

#include <cstring>

#include "gate.hpp"

namespace flowrun::graph {

Arena::~Arena() { take_back_to(nullptr); }

std::string_view Arena::join(std::string_view head, std::string_view tail) {
  const std::size_t size = head.size() + tail.size();
  if (size == 0) return {};
  auto* place = static_cast<char*>(room(size, 1));
  if (!head.empty()) std::memcpy(place, head.data(), head.size());
  if (!tail.empty()) std::memcpy(place + head.size(), tail.data(), tail.size());
  return {place, size};
}

void Arena::take_back_to(const void* mark) {
  while (contents_ != mark) {
    Linked* gone = contents_;
    contents_ = gone->before;
    gone->~Linked();
  }
}

std::size_t bytes_of(std::span<const Record> records) {
  std::size_t sum = 0;
  for (const Record& record : records) sum += record.bytes;
  return sum;
}

std::uint64_t Message::sequence() const { return open_item ? open_item->sequence() : 0; }

}  // namespace flowrun::graph
