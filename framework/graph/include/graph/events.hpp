// What happens during a run, for whoever wants to show or keep it. The runtime tells, nobody answers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <flow/context.hpp>
#include <graph/ledger.hpp>

namespace flowrun::graph {

// Functions are called from any thread, in no particular order across threads; they must be quick and not
// throw.
class Observer {
 public:
  virtual ~Observer() = default;
  // `snapshot` gives the books of the selected stages as they stand at that moment; it may be called from any
  // thread until run_finished returns.
  virtual void run_started(const std::function<std::vector<StageAccount>()>& /*snapshot*/) {}
  virtual void run_finished() {}
  virtual void stage_started(const std::string& /*stage*/) {}
  virtual void logged(const std::string& /*stage*/, const std::string& /*record*/, flow::LogLevel,
                      std::string_view) {}
  // How far one unit is; total 0 = unknown.
  virtual void unit_progressed(const std::string& /*stage*/, const std::string& /*record*/,
                               std::uint64_t /*done*/, std::uint64_t /*total*/, std::string_view /*unit*/) {}
  virtual void metric(const std::string& /*stage*/, const std::string& /*record*/, std::string_view /*name*/,
                      double) {}
  // `record` is the key of the input, or of a part of it: "notes.jsonl, line 17". Told anew by every run that restores it.
  virtual void unit_rejected(const std::string& /*stage*/, const std::string& /*record*/,
                             const base::Error&) {}
  virtual void unit_failed(const std::string& /*stage*/, const std::string& /*record*/, const base::Error&) {}
};

}  // namespace flowrun::graph
