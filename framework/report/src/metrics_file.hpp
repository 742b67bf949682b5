// The metrics of a run as a file that is always whole: for the textfile collector of node_exporter, and what reads like it.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include <report/metrics_output.hpp>

#include "ticker.hpp"

namespace flowrun::report {

// Written aside as `<file>.new`, which that collector does not read, and renamed. A file that does not end in .prom, as that
// collector wants it, is in the format of OpenMetrics.
class MetricsFile final : public MetricsOutput {
 public:
  static constexpr std::chrono::seconds pause{5};

  // Refuses to replace what is no file of metrics.
  static base::Result<std::unique_ptr<MetricsOutput>> make(const std::filesystem::path& path,
                                                           const graph::Plan& plan);

 private:
  MetricsFile(std::filesystem::path path, const graph::Plan& plan);
  base::Result<void> write();
  base::Result<void> close() override;

  const std::filesystem::path path_;
  const MetricsFormat format_;
  std::unique_ptr<Ticker> ticker_;  // the last member: it calls write()
};

}  // namespace flowrun::report
