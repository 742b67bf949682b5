// Records on their way through a level. They travel in messages of a few, so that what a message costs is shared by all
// of them.
//
//   Message {credit, path} ── records ──► Record {key, number, content} ─┐
//       └──────────────────── batch ────► Batch ──────── arena ◄────────┘
//
// A batch is where the records lie that units of one stage emitted: filled by one thread, then shared and not changed any
// more. A message is the right to be in flight with all of a batch or a part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <base/copy_short.hpp>

#include "clock.hpp"
#include "content.hpp"
#include "order.hpp"

namespace flowrun::graph {

class Credit;

// What a source listed. The item itself is the plugin's.
struct SourceItem {
  std::string key;
  std::string fingerprint;
  std::shared_ptr<const void> item;
};

struct Record {
  std::string_view key;                // for people; seeds and unit keys use it, too
  std::string_view number;             // of its order key, as its producer counts (order.hpp)
  const Content* content = nullptr;    // null for a source item
  const SourceItem* item = nullptr;    // null for a record
  std::size_t bytes = sizeof(Record);  // that it takes in memory
  std::uint16_t port = 0;              // of its producer
};

struct ArenaPiece;

// Memory for the records of one batch, taken in few pieces and given back as a whole.
class Arena {
 public:
  Arena() : at_(first_), end_(first_ + sizeof first_) {}  // NOLINT(cppcoreguidelines-pro-type-member-init)
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // `alignment` is a power of two.
  void* room(std::size_t size, std::size_t alignment) {
    const std::size_t skipped = -reinterpret_cast<std::uintptr_t>(at_) & (alignment - 1);
    if (size + skipped > static_cast<std::size_t>(end_ - at_)) return room_in_new_piece(size, alignment);
    std::byte* place = at_ + skipped;
    at_ = place + size;
    return place;
  }
  std::string_view copy(std::string_view text) { return join(text, {}); }
  [[gnu::always_inline]] std::string_view join(std::string_view head, std::string_view tail) {
    const std::size_t size = head.size() + tail.size();
    if (size == 0) return {};
    auto* place = static_cast<char*>(room(size, 1));
    base::copy_short(place + head.size(), tail.data(), tail.size());
    base::copy_short(place, head.data(), head.size());
    return {place, size};
  }
  template <class T>
  const T& keep(const T& value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return *::new (room(sizeof(T), alignof(T))) T(value);
  }
  // A content that lives as long as the arena, or until it is taken back.
  template <class... Arguments>
  Content& content(Arguments&&... arguments) {
    contents_ = ::new (room(sizeof(Linked), alignof(Linked)))
        Linked(contents_, std::forward<Arguments>(arguments)...);
    return contents_->content;
  }
  // As if it were new.
  void clear();
  [[nodiscard]] const void* mark() const { return contents_; }
  void take_back_to(const void* mark);

 private:
  struct Linked {
    template <class... Arguments>
    explicit Linked(Linked* before_in, Arguments&&... arguments)
        : content(std::forward<Arguments>(arguments)...), before(before_in) {}
    Content content;
    Linked* before;
  };
  void* room_in_new_piece(std::size_t size, std::size_t alignment);

  // Enough for a message of one small record, in one allocation with the batch.
  static constexpr std::size_t first_bytes = 512;

  alignas(std::max_align_t) std::byte first_[first_bytes];
  std::byte* at_;
  std::byte* end_;
  Linked* contents_ = nullptr;
  ArenaPiece* pieces_ = nullptr;
};

// Records in the order in which they were added. They lie in the arena, and move when there are more.
class RecordArray {
 public:
  explicit RecordArray(Arena& arena) : arena_(arena) {}
  RecordArray(const RecordArray&) = delete;
  RecordArray& operator=(const RecordArray&) = delete;

  // A new one, to be filled in where it lies: copying a record just written costs more than writing it.
  Record& add() {
    if (size_ == capacity_) grow_to(capacity_ == 0 ? 1 : 4 * capacity_);
    return *::new (&records_[size_++]) Record;
  }
  void push_back(const Record& record) { add() = record; }
  void reserve(std::size_t size) {
    if (size > capacity_) grow_to(size);
  }
  void shrink_to(std::size_t size) { size_ = size; }
  // Before the arena is cleared.
  void clear() {
    records_ = nullptr;
    size_ = capacity_ = 0;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  Record& operator[](std::size_t i) { return records_[i]; }
  const Record& operator[](std::size_t i) const { return records_[i]; }
  [[nodiscard]] const Record& back() const { return records_[size_ - 1]; }
  Record* begin() { return records_; }
  Record* end() { return records_ + size_; }
  [[nodiscard]] const Record* begin() const { return records_; }
  [[nodiscard]] const Record* end() const { return records_ + size_; }

 private:
  void grow_to(std::size_t capacity);

  Arena& arena_;
  Record* records_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

struct Batch {
  std::shared_ptr<const Batch> keep;  // that holds contents which were passed on; null where all are its own
  Arena arena;
  RecordArray own{arena};
  std::vector<std::shared_ptr<const std::string>> texts;  // JSON that its contents and the store share
  std::vector<SourceItem> items;                          // that its records are

  // As if it were new.
  void clear() {
    own.clear();
    arena.clear();
    texts.clear();
    items.clear();
    keep.reset();
  }
};

std::size_t bytes_of(std::span<const Record> records);
// Puts records of one port together, in their order, as messages need them.
void sort_by_port(RecordArray& records);

struct Message {
  static constexpr std::size_t from_outside =
      static_cast<std::size_t>(-1);  // read from an intake, or tried again

  // The right to be in flight. It comes first, so that it is given back last, when the memory is free.
  std::shared_ptr<const Credit> credit;
  std::shared_ptr<const Batch> batch;   // keeps the records alive
  std::span<const Record> records;      // of one port
  std::size_t producer = from_outside;  // index of the stage; with `port` it tells the edges
  std::size_t port = 0;
  const Path* path = nullptr;   // as the producer counts
  int attempts = 0;             // made at these records so far by the stage that receives them
  Clock::time_point sent = {};  // to whoever works on it; unknown where nobody asks (Spans)
  bool is_restored = false;     // all of them come from the store: nothing new is to be expected of them

  // That of what they descend from, among what the level began with.
  [[nodiscard]] std::uint64_t sequence() const;
};

using MessagePtr = std::shared_ptr<const Message>;

}  // namespace flowrun::graph
