// run.json of a run: what was asked, with which settings and versions, on what inputs; and once it has ended the ledger, the
// times, what was published and every failure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <base/json.hpp>
#include <graph/events.hpp>
#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <report/failure_log.hpp>
#include <report/run_folder.hpp>
#include <report/source_input.hpp>

namespace flowrun::report {

// What is known of a run when it begins.
struct RunHead {
  const graph::Plan& plan;
  const graph::RunOptions& options;
  std::vector<std::string> command_line = {};  // the words as given, without the program
  std::filesystem::path folder = {};           // where it was started
  std::vector<std::string> sets = {};          // of --set
  store::RunId run = 0;
  std::int64_t started_ms = 0;  // since 1970, UTC
};

struct RunEnd {
  const graph::RunReport& report;
  std::int64_t finished_ms = 0;
  double seconds = 0;  // of the whole command
  std::vector<RecordFailure> failures = {};
  std::vector<SourceInput> sources = {};
};

// JSON with a line end. Its `status` is "running" in the first; then "finished" (exit code 0), "interrupted" or "failed".
// Texts of stages are made printable (base/printable.hpp).
std::string begun_run_text(const RunHead& head);
std::string ended_run_text(const RunHead& head, const RunEnd& end);

// "2026-03-01T12:00:00Z", of milliseconds since 1970.
std::string utc(std::int64_t milliseconds);

// Writes run.json into the run's folder when the run begins, so that a killed one leaves what was asked, and again when it
// has ended.
class RunFile final : public graph::Observer {
 public:
  // What `head` refers to must outlive it. The number and the time are set when the run is recorded.
  RunFile(std::filesystem::path store, RunHead head);
  void run_recorded(store::RunId run) override;
  // Written aside and renamed. The error names the file.
  base::Result<void> finish(const graph::RunReport& report, double seconds,
                            std::vector<RecordFailure> failures, std::vector<SourceInput> sources);
  // What finish told, with the first failures and rejects only: of a million there is no room for more than the file has.
  [[nodiscard]] const base::Json& told() const { return told_; }
  // Once the run is recorded.
  [[nodiscard]] std::filesystem::path folder() const { return run_folder(store_, head_.run); }
  [[nodiscard]] store::RunId run() const { return head_.run; }
  [[nodiscard]] bool is_begun() const { return head_.run != 0; }

 private:
  const std::filesystem::path store_;
  RunHead head_;
  base::Json told_;
};

}  // namespace flowrun::report
