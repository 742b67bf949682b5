// Where `--metrics` shows a run while it goes on: a file that is always whole, or an address that answers over HTTP.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <base/error.hpp>
#include <report/run_metrics.hpp>

namespace flowrun::report {

struct MetricsAddress {
  std::string host;        // a name, or an address without brackets
  std::uint16_t port = 0;  // 0: any that is free
};
using MetricsPlace = std::variant<std::filesystem::path, MetricsAddress>;

// "HOST:PORT", "[::1]:PORT" or ":PORT", which is of this machine alone, is an address; anything else is a file.
base::Result<MetricsPlace> metrics_place(std::string_view text);

class MetricsOutput {
 public:
  virtual ~MetricsOutput() = default;

  // Listens, or writes the file for the first time. `plan` must outlive it. Errors name what cannot be written or
  // listened at.
  static base::Result<std::unique_ptr<MetricsOutput>> make(std::string_view place, const graph::Plan& plan);

  // For the observers of the run.
  [[nodiscard]] RunMetrics& metrics() { return metrics_; }
  // Where it answers; "" of a file.
  [[nodiscard]] virtual std::string url() const { return ""; }
  // Once, when the run is over; the error of what was written last.
  base::Result<void> finish(graph::ExitCode code) {
    metrics_.end(code);
    return close();
  }

 protected:
  explicit MetricsOutput(const graph::Plan& plan) : metrics_(plan) {}

 private:
  virtual base::Result<void> close() = 0;

  RunMetrics metrics_;
};

}  // namespace flowrun::report
