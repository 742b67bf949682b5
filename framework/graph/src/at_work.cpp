#include "at_work.hpp"

#include <algorithm>
#include <csignal>
#include <memory>
#include <string_view>

#include <sys/uio.h>
#include <unistd.h>

#include "stage_context.hpp"

namespace flowrun::graph {

constinit thread_local WorkSlot* detail::own_slot = nullptr;

namespace {

constinit std::atomic<WorkSlot*> slots = nullptr;

WorkSlot* free_slot() {
  for (WorkSlot* slot = slots.load(std::memory_order_acquire); slot; slot = slot->next) {
    if (!slot->is_taken.exchange(true)) return slot;
  }
  auto* slot = new WorkSlot;  // others may look at it for as long as the process lives
  slot->next = slots.load(std::memory_order_relaxed);
  while (!slots.compare_exchange_weak(slot->next, slot, std::memory_order_release)) {
  }
  return slot;
}

// Handlers of signals run on it. A thread that has one already keeps that: sanitizers bring theirs.
class SignalStack {
 public:
  SignalStack() {
    stack_t known{};
    if (::sigaltstack(nullptr, &known) != 0 || !(known.ss_flags & SS_DISABLE)) return;
    memory_ = std::make_unique<std::byte[]>(size);
    const stack_t stack{.ss_sp = memory_.get(), .ss_flags = 0, .ss_size = size};
    (void)::sigaltstack(&stack, nullptr);
  }
  ~SignalStack() {
    if (!memory_) return;
    const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
    (void)::sigaltstack(&none, nullptr);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t size = 64 << 10;
  std::unique_ptr<std::byte[]> memory_;
};

struct Taken {
  SignalStack stack;
  WorkSlot* slot = free_slot();
  ~Taken() {
    if (slot->stage != nullptr) return;  // a stage called exit(), which will want to know where that was
    detail::own_slot = nullptr;
    slot->is_taken.store(false);
  }
};

// Memory that may not be there any more.
bool read_memory(const void* from, void* to, std::size_t size) noexcept {
  const iovec here{.iov_base = to, .iov_len = size};
  const iovec there{.iov_base = const_cast<void*>(from), .iov_len = size};
  return ::process_vm_readv(::getpid(), &here, 1, &there, 1, 0) == static_cast<ssize_t>(size);
}

template <class Value>
bool read_value(const Value* from, Value& to) noexcept {
  return read_memory(static_cast<const void*>(from), static_cast<void*>(&to), sizeof(Value));
}

}  // namespace

WorkSlot& detail::take_slot() {
  thread_local const Taken taken;
  own_slot = taken.slot;  // also of a thread that is at its end
  return *own_slot;
}

WorkSlot* first_slot() { return slots.load(std::memory_order_acquire); }

bool look(const WorkSlot& slot, Sight& sight) noexcept {
  sight.size = 0;
  sight.record = nullptr;
  sight.turns = slot.turns.load(std::memory_order_relaxed);
  sight.stage = slot.stage.load(std::memory_order_relaxed);
  const StageContext* context = slot.context.load(std::memory_order_relaxed);
  if (!sight.stage) return false;
  const Record* record = nullptr;
  std::string_view key;
  const auto* place = StageContext::place_of_record(context);
  if (!read_value(place, record) || !record) return true;
  sight.record = record;
  if (!read_value(&record->key, key)) return true;
  const std::size_t size = std::min(key.size(), sight.text.size());
  if (!read_memory(key.data(), sight.text.data(), size)) return true;
  const bool is_still_there = slot.turns.load(std::memory_order_relaxed) == sight.turns &&
                              slot.context.load(std::memory_order_relaxed) == context;
  if (is_still_there) sight.size = size;
  return true;
}

}  // namespace flowrun::graph
