// Every failure and reject of a run, for its run.json: the terminal tells only the first of each stage.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <base/json_writer.hpp>
#include <graph/events.hpp>
#include <graph/plan.hpp>

namespace flowrun::report {

struct RecordFailure {
  std::string stage;
  std::string record;  // the key of its input
  base::Error error;
};

// Its members, into an object that is open: stage, record, problem, why, what_to_do, transient; those that do not apply are
// left out. Texts are printable (base/printable.hpp).
void write_failure_members(base::JsonWriter& json, const RecordFailure& failure);

// Kept in memory until the run has ended: a few hundred bytes each.
class FailureLog final : public graph::Observer {
 public:
  void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override;
  void unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) override;
  // In the order of the plan's stages, then by record: the same however many threads there were.
  [[nodiscard]] std::vector<RecordFailure> in_order(const graph::Plan& plan) const;

 private:
  mutable std::mutex mutex_;
  std::vector<RecordFailure> failures_;
};

}  // namespace flowrun::report
