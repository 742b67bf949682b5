// out/<pipeline>/run.json: what ran, with which versions, the ledger and the times; and the metrics of the
// run.
#pragma once

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <graph/events.hpp>
#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <report/failure_log.hpp>

namespace flowrun::report {

// Written aside, flushed to disk and renamed; the folders above it are made. `seconds` is the time of the whole command. The
// error names the file. Texts of stages are made printable (base/printable.hpp).
base::Result<void> write_run_file(const std::filesystem::path& path, const graph::Plan& plan,
                                  const graph::RunOptions& options, const graph::RunReport& report,
                                  double seconds, const std::vector<RecordFailure>& failures = {});

// Writes each metric as one JSON line, with the seconds since its unit began, whether it ran or was restored, to a file that is made at the
// first one. A value that is not finite is null.
class MetricLog final : public graph::Observer {
 public:
  explicit MetricLog(std::filesystem::path path);
  ~MetricLog() override;
  void run_started(const std::function<std::vector<graph::StageAccount>()>& snapshot) override;
  void metric(const std::string& stage, const std::string& record, std::string_view name, double value,
              std::chrono::microseconds since) override;
  void metrics_restored(const std::string& stage, const std::string& record,
                        std::span<const store::MetricPoint> points) override;
  // Closes the file. The first error of anything that was to be written names the file. What is told later is not written.
  base::Result<void> finish();

 private:
  void write(const std::string& lines);

  const std::filesystem::path path_;
  std::mutex mutex_;  // of what follows
  std::FILE* file_ = nullptr;
  int first_error_ = 0;  // errno
  bool is_finished_ = false;
};

}  // namespace flowrun::report
