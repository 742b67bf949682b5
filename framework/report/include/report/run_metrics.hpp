// A run as metrics: its books, queues, credits and resources as they stand, and what its stages measure.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <graph/events.hpp>
#include <graph/plan.hpp>

namespace flowrun::report {

enum class MetricsFormat {
  openmetrics,  // OpenMetrics 1.0
  prometheus,   // Prometheus' text format 0.0.4, which is all that node_exporter's textfile collector reads
};

// docs/metrics.md lists the families. Thread-safe.
class RunMetrics final : public graph::Observer {
 public:
  // `plan` must outlive it.
  explicit RunMetrics(const graph::Plan& plan) : plan_(plan) {}

  void run_recorded(store::RunId run) override;
  void run_started(const graph::Snapshot& snapshot) override;
  void run_finished() override;
  void metric(const std::string& stage, const std::string& record, std::string_view name, double value,
              std::chrono::microseconds since) override;
  void metrics_restored(const std::string& stage, const std::string& record,
                        std::span<const store::MetricPoint> points) override;
  // The run has ended, and the command ends with this code.
  void end(graph::ExitCode code);

  // The run as it stands now, or stood when it finished.
  [[nodiscard]] std::string text(MetricsFormat format) const;

 private:
  using Clock = std::chrono::system_clock;
  struct End {
    graph::ExitCode code;
    Clock::time_point time;
  };

  const graph::Plan& plan_;
  const Clock::time_point begin_ = Clock::now();
  mutable std::mutex run_mutex_;  // of what follows; held while the run is looked at
  store::RunId run_ = 0;
  graph::Snapshot snapshot_;  // none before the run and behind it
  graph::RunNow last_;        // behind it
  std::optional<End> end_;
  mutable std::mutex measured_mutex_;  // of what follows
  // The last value of each name, by stage.
  std::map<std::string, std::map<std::string, double, std::less<>>> measured_;
};

}  // namespace flowrun::report
