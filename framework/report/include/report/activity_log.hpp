// What the stages of a run were at, looked at a few times a second.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include <graph/events.hpp>
#include <report/activity.hpp>

namespace flowrun::report {

class Ticker;

// Keeps at most `most_moments`: when they are full every second goes, and the next ones come half as often.
class ActivityLog final : public graph::Observer {
 public:
  static constexpr std::size_t most_moments = 601;  // odd, so that the last one stays
  static constexpr std::chrono::milliseconds first_pause{100};

  ActivityLog();
  ~ActivityLog() override;
  void run_started(const graph::Snapshot& snapshot) override;
  void run_finished() override;
  // One look, which the log takes by itself while the run goes on.
  void look(double seconds, const std::vector<graph::StageNow>& now, double memory_mib);
  [[nodiscard]] Activity activity() const;

 private:
  mutable std::mutex mutex_;  // of what follows
  Activity activity_;
  std::size_t stride_ = 1, skipped_ = 0;
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace flowrun::report
