// The metrics of a run at an address, over HTTP, as long as the run lasts.
#pragma once

#include <memory>
#include <string>

#include <report/metrics_output.hpp>

namespace flowrun::report {

class HttpListener;

// Answers GET /metrics, in the format of OpenMetrics. One thread; a few connections at a time, each for one request and for a
// few seconds at most, so that nobody who connects costs the run more.
class MetricsServer final : public MetricsOutput {
 public:
  static base::Result<std::unique_ptr<MetricsOutput>> make(const MetricsAddress& address,
                                                           const graph::Plan& plan);
  ~MetricsServer() override;
  [[nodiscard]] std::string url() const override;

 private:
  explicit MetricsServer(const graph::Plan& plan);
  base::Result<void> close() override;

  std::unique_ptr<HttpListener> listener_;  // the last member: its thread looks at the metrics
};

}  // namespace flowrun::report
