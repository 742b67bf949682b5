// What a person sees while a run goes on: live lines on a terminal, else a line now and then.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <graph/events.hpp>
#include <report/run_view.hpp>

namespace flowrun::report {

class Ticker;

struct TerminalOptions {
  bool is_quiet = false;                      // only warnings, rejects and failures
  std::stop_token stop = {};                  // of the run, to show that it is stopping
  std::map<std::string, double> usual = {};   // seconds that a unit of a stage took in an earlier run
  std::chrono::milliseconds silence{30'000};  // without a terminal: until it is told how far the run is
};

// Writes to stderr, and throws where that cannot be written. One run at a time.
class Terminal final : public graph::Observer {
 public:
  explicit Terminal(TerminalOptions options = {});
  ~Terminal() override;

  void run_started(const graph::Snapshot& snapshot) override;
  void run_finished() override;
  void stage_started(const std::string& stage) override;
  void stage_ended(const graph::StageReport& stage, const graph::StageAccount& books) override;
  void unit_progressed(const std::string& stage, const std::string& record, std::uint64_t done,
                       std::uint64_t total, std::string_view unit) override;
  void logged(const std::string& stage, const std::string& record, flow::LogLevel level,
              std::string_view text) override;
  void unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) override;
  void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override;
  void stalled(std::chrono::milliseconds quiet, const std::vector<graph::Waiting>& waiting) override;
  void overdue(const std::vector<graph::Waiting>& waiting, graph::ExitCode code,
               const std::string& why) override;

 private:
  void tell_some(std::map<std::string, int>& counts, const std::string& stage, const std::string& head,
                 const std::string& place, const base::Error& error);
  void look();
  void print(const std::string& line);
  void print_timed(const std::string& line);
  void print_waiting(const std::vector<graph::Waiting>& waiting);

  const TerminalOptions options_;
  const bool is_live_;
  const bool colour_;
  RunWatcher watcher_;
  std::unique_ptr<Ticker> ticker_;
  std::mutex mutex_;                               // of what follows
  std::chrono::steady_clock::time_point told_;     // the last line
  std::map<std::string, int> failures_, rejects_;  // told per stage
};

}  // namespace flowrun::report
