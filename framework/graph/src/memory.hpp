// The bytes that a run may hold: a number that everybody who keeps records for a while takes from.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace flowrun::graph {

// Thread-safe. Nobody waits for memory: who cannot have it puts its records on disk.
class Memory {
 public:
  explicit Memory(std::size_t limit) : limit_(limit) {}
  [[nodiscard]] std::size_t limit() const { return limit_; }
  // Takes the bytes even if that is over the limit, since they are there already; says whether it is within.
  bool take(std::size_t bytes) { return used_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit_; }
  void give_back(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_ = 0;
};

// What one holder has taken, given back with it.
class MemoryShare {
 public:
  explicit MemoryShare(Memory& memory) : memory_(&memory) {}
  ~MemoryShare() { clear(); }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  bool take(std::size_t bytes) {
    bytes_ += bytes;
    return memory_->take(bytes);
  }
  void give_back(std::size_t bytes) {
    bytes_ -= bytes;
    memory_->give_back(bytes);
  }
  void clear() { memory_->give_back(std::exchange(bytes_, 0)); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  Memory* memory_;
  std::size_t bytes_ = 0;
};

}  // namespace flowrun::graph
