#include "unit_cache.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "kept_evidence.hpp"

namespace flowrun::graph {

namespace {

bool can_be_had(const StageRun& stage, const store::Output& output) {
  const store::Store& store = stage.services.store;
  const auto there = store.has_payload(output.digest, output.place);
  return there && *there && output.port < stage.plan.about().outputs.size() &&
         std::ranges::all_of(output.objects, [&](const store::Digest& object) {
           return store.objects().path_of(object).has_value();
         });
}

}  // namespace

std::optional<UnitResult> restore(StageRun& stage, const store::Digest& key, Outputs& outputs) {
  const auto found = stage.services.store.find_unit(key);
  if (!found || !*found) return std::nullopt;
  const store::UnitRecord& record = **found;
  if (record.transient) return std::nullopt;
  // Neither failures nor rejects are kept against a plugin that was rebuilt since: the author may have mended it.
  const bool is_other_build = record.build_id != stage.plan.type.build_id;
  const bool has_errors = record.outcome == store::Outcome::failed ||
                          record.outcome == store::Outcome::rejected || record.reject_count > 0;
  if (has_errors && (is_other_build || !stage.may_restore_errors())) return std::nullopt;
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
  const auto is_there = [&](const store::Output& output) { return can_be_had(stage, output); };
  if (!std::ranges::all_of(record.outputs, is_there)) return std::nullopt;
  for (const store::Output& output : record.outputs) outputs.restore(output);
  if (is_other_build) stage.restored_of_other_build.fetch_add(1);
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
           [hold = std::move(hold), &fault = stage.services.fault](const store::Result<void>& kept) {
             if (!kept) fault.note(kept.error());
           },
       .urgent = stage.plan.about().blocking});
}

void tell_restored_metrics(const StageRun& stage, std::string_view record, const UnitResult& result) {
  if (result.metrics.empty()) return;
  stage.services.tell(&Observer::metrics_restored, stage.plan.name, std::string(record),
                      std::span<const store::MetricPoint>(result.metrics));
}

}  // namespace flowrun::graph
