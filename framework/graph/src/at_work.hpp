// What each thread is at: which stage, on which record.
//
// A thread says so when it begins and ends a message, without locks or fences: three stores each. It is read by whoever
// watches the run, and by the handler of a signal that ends the process.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace flowrun::graph {

class StageContext;
class StageRun;

struct alignas(64) WorkSlot {
  std::atomic<std::uint64_t> turns = 0;                // grows with every beginning
  std::atomic<const StageRun*> stage = nullptr;        // null: at none
  std::atomic<const StageContext*> context = nullptr;  // knows the record
  std::atomic<bool> is_taken = true;                   // by a thread that lives
  WorkSlot* next = nullptr;
};

namespace detail {
extern constinit thread_local WorkSlot* own_slot;
WorkSlot& take_slot();
}  // namespace detail

// The calling thread's own. Its first call gives the thread a stack for handlers of signals, so that an overflow of its own
// can be told.
inline WorkSlot& own_slot() { return detail::own_slot ? *detail::own_slot : detail::take_slot(); }
// Null if the thread never asked for it. May be called in the handler of a signal.
inline WorkSlot* own_slot_if_any() noexcept { return detail::own_slot; }
// Of all threads there ever were.
WorkSlot* first_slot();

// That this thread is at work for a stage, until it is at what it was at before.
class AtWork {
 public:
  AtWork() = default;
  AtWork(const StageRun& stage, const StageContext& context) { begin(stage, context); }
  ~AtWork() { end(); }
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;

  void begin(const StageRun& stage, const StageContext& context) {
    slot_ = &own_slot();
    stage_before_ = slot_->stage.load(std::memory_order_relaxed);
    context_before_ = slot_->context.load(std::memory_order_relaxed);
    slot_->turns.store(slot_->turns.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    put(&stage, &context);
  }
  // By the same thread.
  void end() {
    if (!slot_) return;
    put(stage_before_, context_before_);
    slot_ = nullptr;
  }

 private:
  void put(const StageRun* stage, const StageContext* context) {
    slot_->context.store(context, std::memory_order_relaxed);
    slot_->stage.store(stage, std::memory_order_relaxed);
  }
  WorkSlot* slot_ = nullptr;
  const StageRun* stage_before_ = nullptr;
  const StageContext* context_before_ = nullptr;
};

// What a slot showed at a moment.
struct Sight {
  const StageRun* stage = nullptr;  // lives as long as its run
  std::uint64_t turns = 0;
  const void* record = nullptr;  // tells one unit of a message from the next; do not follow it
  std::array<char, 200> text;
  std::size_t size = 0;

  [[nodiscard]] std::string_view key() const { return {text.data(), size}; }
};

// False if the thread is at no stage. The memory of the record may be gone at any moment: it is read through the kernel, and
// is empty where it was. May be called in the handler of a signal.
bool look(const WorkSlot& slot, Sight& sight) noexcept;

}  // namespace flowrun::graph
