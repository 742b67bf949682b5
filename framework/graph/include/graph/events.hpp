// What happens during a run, for whoever wants to show or keep it. The runtime tells, nobody answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <flow/context.hpp>
#include <graph/exit_code.hpp>
#include <graph/ledger.hpp>
#include <graph/run_now.hpp>
#include <graph/run_report.hpp>
#include <store/run.hpp>
#include <store/unit.hpp>

namespace flowrun::graph {

// Something that the end of a run waits for.
struct Waiting {
  std::string stage;
  std::string record;  // its key; "" where none is known
  std::string what;    // "runs for 63 s", "waits for gpu, which tuned holds"
};

// Functions are called from any thread, in no particular order across threads; they must be quick. What they throw ends
// the run, with the exit code broken_promise.
class Observer {
 public:
  virtual ~Observer() = default;
  // The store knows the run by this number from now on. Told before anything else.
  virtual void run_recorded(store::RunId /*run*/) {}
  // `snapshot` may be called from any thread until run_finished returns.
  virtual void run_started(const Snapshot& /*snapshot*/) {}
  virtual void run_finished() {}
  virtual void stage_started(const std::string& /*stage*/) {}
  // Its work is over, whatever came of it: also of a stage that did not start. `delivered` of its books is not known yet. Told
  // again if its results turn out to be lost.
  virtual void stage_ended(const StageReport&, const StageAccount&) {}
  virtual void logged(const std::string& /*stage*/, const std::string& /*record*/, flow::LogLevel,
                      std::string_view) {}
  // How far one unit is, as Context::progress has it.
  virtual void unit_progressed(const std::string& /*stage*/, const std::string& /*record*/,
                               std::uint64_t /*done*/, std::uint64_t /*total*/, std::string_view /*unit*/) {}
  // A point of a time series, while the stage works; `since` the unit began (of an uncached stage its message).
  virtual void metric(const std::string& /*stage*/, const std::string& /*record*/, std::string_view /*name*/,
                      double /*value*/, std::chrono::microseconds /*since*/) {}
  // All points that a unit gave when it ran, which is restored now; once for each such unit, and never empty.
  virtual void metrics_restored(const std::string& /*stage*/, const std::string& /*record*/,
                                std::span<const store::MetricPoint>) {}
  // `record` is the key of the input, or of a part of it: "notes.jsonl, line 17". Told anew by every run that restores it.
  virtual void unit_rejected(const std::string& /*stage*/, const std::string& /*record*/,
                             const base::Error&) {}
  virtual void unit_failed(const std::string& /*stage*/, const std::string& /*record*/, const base::Error&) {}
  // No unit has ended for so long, and none has said how far it is. Told again as long as that lasts.
  virtual void stalled(std::chrono::milliseconds /*quiet*/, const std::vector<Waiting>&) {}
  // The run was to stop, and has not. Told once. `code` is what it would end with, `why` the fault that stopped it; "" if
  // that was the user.
  virtual void overdue(const std::vector<Waiting>&, ExitCode /*code*/, const std::string& /*why*/) {}
};

}  // namespace flowrun::graph
