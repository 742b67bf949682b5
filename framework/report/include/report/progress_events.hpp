// Tells once a second how far a run is, for programs that follow it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <graph/events.hpp>
#include <report/run_view.hpp>

namespace flowrun::report {

class Ticker;

class ProgressEvents final : public graph::Observer {
 public:
  // `tell` is called from a thread of its own, until the run has finished.
  ProgressEvents(std::function<void(const RunView&)> tell, std::map<std::string, double> usual = {});
  ~ProgressEvents() override;
  void run_started(const graph::Snapshot& snapshot) override;
  void run_finished() override;
  void unit_progressed(const std::string& stage, const std::string& record, std::uint64_t done,
                       std::uint64_t total, std::string_view unit) override;

 private:
  const std::function<void(const RunView&)> tell_;
  RunWatcher watcher_;
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace flowrun::report
