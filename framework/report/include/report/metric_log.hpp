// metrics.jsonl of a run: each metric as one JSON line.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <graph/events.hpp>

namespace flowrun::report {

class LineFile;

// Writes stage, record, name and value of each metric, with the seconds since its unit began, whether that ran or was
// restored, to a file in the run's folder that is made at the first one. A value that is not finite is null.
class MetricLog final : public graph::Observer {
 public:
  explicit MetricLog(std::filesystem::path store);
  ~MetricLog() override;
  void run_recorded(store::RunId run) override;
  void metric(const std::string& stage, const std::string& record, std::string_view name, double value,
              std::chrono::microseconds since) override;
  void metrics_restored(const std::string& stage, const std::string& record,
                        std::span<const store::MetricPoint> points) override;
  // Closes the file. The first error of anything that was to be written names the file. What is told later is not written.
  base::Result<void> finish();

 private:
  const std::filesystem::path store_;
  std::mutex mutex_;  // of what follows
  const std::unique_ptr<LineFile> file_;
};

}  // namespace flowrun::report
