// Values of which every thread has its own, on a cache line of its own, so that counting never makes one core wait for
// another. They are summed up by whoever reads.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace flowrun::graph {

// Number of this thread among those that live: it has it alone, or, beyond the last one, shares that with others.
inline constexpr std::size_t thread_numbers = 64;
std::size_t thread_number();

struct alignas(64) ThreadSlot {
  std::atomic<std::uint64_t> value = 0;
};
using ThreadSlots = std::array<ThreadSlot, thread_numbers>;

// A count. Thread-safe; what is read while others count is a moment's sum.
class Counter {
 public:
  Counter() = default;
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void add(std::uint64_t count) {
    if (count > 0) add(count, thread_number());
  }
  // By the thread that has this number.
  void add(std::uint64_t count, std::size_t number) {
    if (count == 0) return;
    std::atomic<std::uint64_t>& own = slots_[number].value;
    if (number + 1 < thread_numbers)  // nobody else writes it
      own.store(own.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    else
      own.fetch_add(count, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t sum = 0;
    for (const ThreadSlot& slot : slots_) sum += slot.value.load(std::memory_order_relaxed);
    return sum;
  }
  Counter& operator+=(std::uint64_t count) { return add(count), *this; }
  Counter& operator++() { return *this += 1; }
  operator std::uint64_t() const { return value(); }  // NOLINT(google-explicit-constructor)

 private:
  ThreadSlots slots_;
};

// The largest of all values that were set, of threads whose values only grow. Thread-safe.
class Latest {
 public:
  void set(std::uint64_t value) {
    const std::size_t number = thread_number();
    std::atomic<std::uint64_t>& own = slots_[number].value;
    if (number + 1 < thread_numbers) return own.store(value, std::memory_order_relaxed);
    std::uint64_t before = own.load(std::memory_order_relaxed);
    while (before < value && !own.compare_exchange_weak(before, value, std::memory_order_relaxed)) {
    }
  }
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t latest = 0;
    for (const ThreadSlot& slot : slots_)
      latest = std::max(latest, slot.value.load(std::memory_order_relaxed));
    return latest;
  }

 private:
  ThreadSlots slots_;
};

}  // namespace flowrun::graph
