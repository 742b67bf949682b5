#include "unit_cache.hpp"

#include <span>
#include <string>

#include "kept_evidence.hpp"
#include "stored_unit.hpp"

namespace flowrun::graph {

std::optional<UnitResult> restore(StageRun& stage, const store::Digest& key, Outputs& outputs) {
  const auto found = stage.services.store.find_unit(key);
  if (!found || !*found) return std::nullopt;
  const store::UnitRecord& record = **found;
  if (reason_against(stage.plan, record, stage.services.options)) return std::nullopt;
  UnitResult result{
      .is_restored = true, .rejects = {record.rejects, record.reject_count}, .metrics = record.metrics};
  switch (record.outcome) {
    case store::Outcome::emitted:
      result.left_out = ReasonCounts::from_text(record.reason);
      break;
    case store::Outcome::dropped:
      result.kind = UnitResult::Kind::dropped;
      result.reason = record.reason;
      result.evidence = record.evidence;
      break;
    case store::Outcome::rejected:
      result.kind = UnitResult::Kind::rejected;
      result.error = {.problem = record.reason, .is_rejection = true};
      break;
    case store::Outcome::failed:
      result.kind = UnitResult::Kind::failed;
      result.error.problem = record.reason;
      break;
  }
  if (!can_be_had(stage.plan, record, stage.services.store)) return std::nullopt;
  for (const store::Output& output : record.outputs) outputs.restore(output);
  if (record.build_id != stage.plan.type.build_id) stage.restored_of_other_build.fetch_add(1);
  return result;
}

void commit_unit(StageRun& stage, const store::Digest& key, const UnitResult& result, Outputs& outputs,
                 std::chrono::nanoseconds time, std::shared_ptr<const Credit> hold) {
  store::UnitRecord record{
      .outcome = store::Outcome::emitted,
      .reason = result.reason,
      .evidence = kept_evidence(result.evidence),
      .left_out = result.left_out_parts,
      .metrics = result.metrics,
      .transient = result.rejects.is_transient(),
      .rejects = result.rejects.kept(),
      .reject_count = result.rejects.count(),
      .microseconds = std::chrono::duration_cast<std::chrono::microseconds>(time).count(),
      .build_id = stage.plan.type.build_id,
      .stage_type = stage.plan.about().name};
  std::vector<store::Payload> payloads;
  if (result.kind == UnitResult::Kind::dropped) {
    record.outcome = store::Outcome::dropped;
  } else if (result.kind == UnitResult::Kind::failed || result.kind == UnitResult::Kind::rejected) {
    record.outcome =
        result.kind == UnitResult::Kind::failed ? store::Outcome::failed : store::Outcome::rejected;
    record.reason = result.error.text();
    record.transient |= result.error.is_transient;
  } else {
    record.reason = result.left_out.as_text();
    record.outputs = outputs.stored_outputs();
    payloads = outputs.take_payloads();
  }
  stage.services.store.submit(
      {.key = key,
       .record = std::move(record),
       .payloads = std::move(payloads),
       .on_durable =
           [hold = std::move(hold), &stage, begin = stage.span_begin()](const store::Result<void>& kept) {
             stage.note_span(SpanKind::store, begin);
             if (!kept) stage.services.fault.note(kept.error());
           },
       .urgent = stage.plan.about().blocking});
}

void tell_restored_metrics(const StageRun& stage, std::string_view record, const UnitResult& result) {
  if (result.metrics.empty()) return;
  stage.services.tell(&Observer::metrics_restored, stage.plan.name, std::string(record),
                      std::span<const store::MetricPoint>(result.metrics));
}

}  // namespace flowrun::graph
