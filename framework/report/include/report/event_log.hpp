// events.jsonl of a run: what happened, one JSON object a line, in the order in which it was told.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <base/error.hpp>
#include <base/json_writer.hpp>
#include <graph/events.hpp>
#include <report/run_view.hpp>

namespace flowrun::report {

class LineFile;

// Each line has `seconds` since the run began and `event`:
//   run_started {run}, stage_started {stage}, logged {stage, record, level, text},
//   stage_ended {stage, status, its books, units_run, units_restored, took}, the last in seconds from first to last unit,
//   failed and rejected {stage, record, problem, why, what_to_do, transient},
//   stalled {quiet, waiting}, overdue {waiting, why}, not_listed {of, count},
//   result {name, path, published, unchanged, why_not, what_to_do}, warning {text}, problem {text},
//   run_finished {exit_code}
// docs/events.md says what they mean.
// Of `logged`, `failed` and `rejected` the first 1,000 are written; `not_listed` says how many more there were. Texts are
// printable (base/printable.hpp).
class EventLog final : public graph::Observer {
 public:
  static constexpr std::uint64_t most_of_a_kind = 1000;

  // `follow` is given each line as it is written, without its end, one at a time, and those of `progress`, which are not
  // written.
  using Follow = std::function<void(std::string_view line)>;
  explicit EventLog(std::filesystem::path store, Follow follow = {});
  ~EventLog() override;
  void run_recorded(store::RunId run) override;
  void stage_started(const std::string& stage) override;
  void stage_ended(const graph::StageReport& stage, const graph::StageAccount& books) override;
  void logged(const std::string& stage, const std::string& record, flow::LogLevel level,
              std::string_view text) override;
  void unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) override;
  void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override;
  void stalled(std::chrono::milliseconds quiet, const std::vector<graph::Waiting>& waiting) override;
  void overdue(const std::vector<graph::Waiting>& waiting, graph::ExitCode code,
               const std::string& why) override;
  void progress(const RunView& run);
  // Writes what came of the run and closes the file. The first error of anything that was to be written names the file.
  base::Result<void> finish(const graph::RunReport& report);

 private:
  // `members` writes what the event has of its own.
  template <class Members>
  [[nodiscard]] std::string line(std::string_view event, const Members& members) const;
  template <class Members>
  void tell(std::string_view event, const Members& members);
  [[nodiscard]] bool is_listed(std::string_view event);

  const std::filesystem::path store_;
  const std::chrono::steady_clock::time_point begin_;
  const Follow follow_;
  std::mutex mutex_;  // of what follows
  const std::unique_ptr<LineFile> file_;
  std::map<std::string, std::uint64_t, std::less<>> told_;  // by event
};

}  // namespace flowrun::report
