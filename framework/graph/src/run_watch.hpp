// Looks at the run from time to time, from a thread of its own: says when nothing ends any more, and when what was to stop
// does not.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <graph/events.hpp>

#include "at_work.hpp"
#include "run_state.hpp"

namespace flowrun::graph {

class RunWatch {
 public:
  // Watches as long as it lives. What it finds goes to the observers.
  explicit RunWatch(RunState& run);
  ~RunWatch();
  RunWatch(const RunWatch&) = delete;
  RunWatch& operator=(const RunWatch&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  struct Seen {
    std::uint64_t turns = 0;
    const void* record = nullptr;
    Clock::time_point since;
  };

  void work() noexcept;
  void look_around();
  bool has_moved(Clock::time_point now);
  [[nodiscard]] std::vector<Waiting> waiting(Clock::time_point now) const;
  [[nodiscard]] bool is_of_run(const StageRun* stage) const;
  [[nodiscard]] ExitCode exit_code() const;

  RunState& run_;
  const std::chrono::milliseconds pause_;  // between two looks
  std::map<const WorkSlot*, Seen> seen_;
  std::uint64_t progress_calls_ = 0;
  Clock::time_point quiet_since_, told_;
  std::optional<Clock::time_point> stopped_;
  bool is_overdue_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace flowrun::graph
