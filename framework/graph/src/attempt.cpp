#include "attempt.hpp"

namespace flowrun::graph {

UnitResult attempt(StageRun& stage, AttemptOutputs& outputs, AttemptStop& stop,
                   const std::function<flow::Result(flow::StageObject&)>& call) {
  auto object = stage.object();
  if (!object) return failed_unit(object.error());
  const flow::Result done = call(**object);
  stop.disarm();
  if (!done && stage.services.stop.stop_requested()) return {.kind = UnitResult::Kind::cancelled};
  if (!done && stop.is_timed_out()) {
    return failed_unit(
        {.problem = "the unit was stopped after " + std::to_string(stage.plan.timeout->count()) + " ms",
         .why = done.error().text(),
         .what_to_do = "raise the stage's `timeout`",
         .is_transient = true});
  }
  if (!done) return failed_unit(done.error());
  if (!done->dropped.empty() && !outputs.emitted().empty()) {
    return failed_unit({.problem = "the stage emitted records and dropped their input at once",
                        .why = "dropped: " + done->dropped,
                        .what_to_do = "return flow::ok() after emitting"});
  }
  if (stage.plan.about().at_most_one && outputs.emitted().size() > 1) {
    return failed_unit(
        {.problem = "the stage emitted " + std::to_string(outputs.emitted().size()) + " records",
         .why = "it claims the trait at_most_one",
         .what_to_do = "take the trait away, or emit one record"});
  }
  if (!done->dropped.empty()) return {.kind = UnitResult::Kind::dropped, .reason = done->dropped};
  return {};
}

}  // namespace flowrun::graph
