// Looks at the run from time to time, from a thread of its own: says when nothing ends any more, and when what was to stop
// does not.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <graph/events.hpp>

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
  void work() noexcept;
  void look_around();
  bool has_moved();
  [[nodiscard]] std::vector<Waiting> waiting(const std::vector<Sightings::Unit>& units,
                                             Clock::time_point now) const;
  [[nodiscard]] ExitCode exit_code() const;

  RunState& run_;
  const std::chrono::milliseconds pause_;  // between two looks
  std::uint64_t progress_calls_ = 0, changes_ = 0;
  Clock::time_point quiet_since_, told_;
  std::optional<Clock::time_point> stopped_;
  bool is_overdue_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace flowrun::graph
