// Waiting inside an arena without leaving a core idle: the thread works on other tasks until it is woken.
#pragma once

#include <mutex>

#include <oneapi/tbb/task_group.h>

namespace flowrun::graph {

// One thread waits at a time; any may wake it.
class WorkingWait {
 public:
  WorkingWait() = default;
  ~WorkingWait() noexcept = default;  // that of a task_group says otherwise
  WorkingWait(const WorkingWait&) = delete;
  WorkingWait& operator=(const WorkingWait&) = delete;
  // Returns when wake() was called since the last return. May return later than that, after the task at hand.
  void wait();
  void wake();

 private:
  std::mutex mutex_;
  bool is_awake_ = false;
  oneapi::tbb::task_group group_;
  oneapi::tbb::task_handle gate_;  // never run: while it is there, the group is not done
};

}  // namespace flowrun::graph
