#include "working_wait.hpp"

#include <utility>

namespace flowrun::graph {

void WorkingWait::wait() {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(is_awake_, false)) return;
    gate_ = group_.defer([] {});
  }
  group_.wait();
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
