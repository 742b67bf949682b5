#include "unit.hpp"

#include "attempt.hpp"
#include "unit_cache.hpp"

namespace flowrun::graph {
namespace {

using Clock = std::chrono::steady_clock;

// Moves what was emitted into the result, with keys and orders.
void take_outputs(const StageRun& stage, AttemptOutputs& outputs, const Record& input, UnitResult& result) {
  outputs.name_records(input.key);
  for (std::size_t i = 0; i < outputs.emitted().size(); ++i) {
    const AttemptOutputs::Emitted& one = outputs.emitted()[i];
    result.outputs.push_back({.key = one.key,
                              .order = input.order.child(static_cast<std::uint32_t>(i)),
                              .producer = stage.index,
                              .port = one.port,
                              .content = one.content});
  }
}

}  // namespace

UnitResult run_unit(StageRun& stage, const Unit& unit) {
  const Record& input = unit.input;
  if (unit.key) {
    if (input.attempts == 0) {
      stage.record_unit({std::string(input.order.bytes()), *unit.key, input.key, unit.input_digest});
    }
    if (!stage.plan.about().is_volatile) {
      if (auto restored = restore(stage, *unit.key, input.order)) return std::move(*restored);
    }
  }
  AttemptOutputs outputs(stage, unit.key.has_value());
  // A stage that cannot be opened says nothing about the record, so that is not kept. Opening it is not part of the
  // unit's time.
  const bool is_opened = stage.object().has_value();
  AttemptStop attempt_stop(stage);
  StageContext context(stage, input.key, unit.working_place, attempt_stop.token());
  const auto begin = Clock::now();
  UnitResult result = attempt(stage, outputs, attempt_stop,
                              [&](flow::StageObject& object) { return unit.work(object, outputs, context); });
  const auto time = Clock::now() - begin;
  stage.add_unit_time(begin, begin + time);
  if (result.is_emitted()) result.left_out = outputs.left_out();
  if (result.is_emitted() && unit.review) unit.review(result, outputs);
  if (result.is_emitted() && outputs.emitted().empty()) {
    result = {.kind = UnitResult::Kind::dropped, .reason = "nothing emitted"};
  }
  if (result.is_emitted()) take_outputs(stage, outputs, input, result);
  const bool is_failed = result.kind == UnitResult::Kind::failed;
  const bool is_cancelled = result.kind == UnitResult::Kind::cancelled;
  if (!is_failed && !is_cancelled) context.remove_working_folder();
  const bool is_final = !is_failed || !stage.may_retry(input.attempts + 1);
  if (unit.key && is_opened && is_final && !is_cancelled) {
    commit(stage, *unit.key, result, outputs, time, input);
  }
  return result;
}

}  // namespace flowrun::graph
