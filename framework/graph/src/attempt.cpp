#include "attempt.hpp"

#include <utility>

namespace flowrun::graph {

UnitResult judge_attempt(const StageRun& stage, flow::Result done, const Outputs& outputs,
                         bool is_timed_out) {
  if (!done && stage.services.stop.stop_requested()) return {.kind = UnitResult::Kind::cancelled};
  if (!done && is_timed_out) {
    return failed_unit(
        {.problem = "the unit was stopped after " + std::to_string(stage.plan.timeout->count()) + " ms",
         .why = done.error().text(),
         .what_to_do = "raise the stage's `timeout`",
         .is_transient = true});
  }
  if (!done) return failed_unit(std::move(done.error()));
  if (!done->dropped.empty() && outputs.emitted() > 0) {
    return failed_unit({.problem = "the stage emitted records and dropped their input at once",
                        .why = "dropped: " + done->dropped,
                        .what_to_do = "return flow::ok() after emitting"});
  }
  if (stage.plan.about().at_most_one && outputs.emitted() > 1) {
    return failed_unit({.problem = "the stage emitted " + std::to_string(outputs.emitted()) + " records",
                        .why = "it claims the trait at_most_one",
                        .what_to_do = "take the trait away, or emit one record"});
  }
  if (!done->dropped.empty()) return {.kind = UnitResult::Kind::dropped, .reason = std::move(done->dropped)};
  return {};
}

UnitResult unit_without_records(const Outputs& outputs) {
  const Rejects& rejects = outputs.rejects();
  if (rejects.count() == 0) return {.kind = UnitResult::Kind::dropped, .reason = "nothing emitted"};
  const store::Reject& first = rejects.kept().front();
  base::Error error{.problem = first.part.empty() ? first.text : first.part + ": " + first.text,
                    .is_transient = rejects.is_transient(),
                    .is_rejection = true};
  return {.kind = UnitResult::Kind::rejected, .rejects = rejects, .error = std::move(error)};
}

}  // namespace flowrun::graph
