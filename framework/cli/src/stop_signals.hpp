// SIGINT and SIGTERM: the first asks the run to stop in good order, the second leaves at once.
#pragma once

#include <stop_token>
#include <thread>

namespace flowrun::cli {

// Handles both signals while it lives; one at a time in a process.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  void watch();
  std::stop_source source_;
  int pipe_[2];
  std::thread thread_;
};

}  // namespace flowrun::cli
