#include "working_wait.hpp"

#include <utility>

#include <oneapi/tbb/task_arena.h>

namespace flowrun::graph {

void WorkingWait::wait() {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(is_awake_, false)) return;
    gate_ = group_.defer([] {});
  }
  // A wait inside a task leaves alone what threads outside the arena have put in (the store's writer, timers, threads of
  // blocking stages), unless the arena is entered anew.
  oneapi::tbb::task_arena(oneapi::tbb::task_arena::attach{}).execute([this] { group_.wait(); });
  const std::scoped_lock lock(mutex_);
  is_awake_ = false;
}

void WorkingWait::wake() {
  oneapi::tbb::task_handle opened;  // destroyed without the lock, which lets the waiting thread go
  {
    const std::scoped_lock lock(mutex_);
    is_awake_ = true;
    opened = std::move(gate_);
  }
}

}  // namespace flowrun::graph
