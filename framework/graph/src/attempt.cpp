#include "attempt.hpp"

#include <algorithm>

namespace flowrun::graph {

UnitResult failed_unit(flow::Error error) {
  return {.kind = UnitResult::Kind::failed, .error = std::move(error)};
}

std::optional<UnitResult> restore(StageRun& stage, const store::Digest& key, const Order& order) {
  const auto found = stage.services.store.find_unit(key);
  if (!found || !*found) return std::nullopt;
  const store::UnitRecord& record = **found;
  // A failure is not kept against a plugin that was rebuilt since: the author may have mended it.
  const bool is_other_build = record.build_id != stage.plan.type.build_id;
  if (record.outcome == store::Outcome::failed && (record.transient || is_other_build)) return std::nullopt;
  UnitResult result{.is_restored = true};
  switch (record.outcome) {
    case store::Outcome::emitted:
      result.kind = UnitResult::Kind::emitted;
      break;
    case store::Outcome::dropped:
      result.kind = UnitResult::Kind::dropped;
      break;
    case store::Outcome::failed:
      result.kind = UnitResult::Kind::failed;
      break;
  }
  if (result.kind == UnitResult::Kind::emitted) result.left_out = ReasonCounts::from_text(record.reason);
  if (result.kind == UnitResult::Kind::dropped) result.reason = record.reason;
  if (result.kind == UnitResult::Kind::failed)
    result.error = {.problem = record.reason, .why = {}, .what_to_do = {}};
  for (const store::Output& output : record.outputs) {
    const auto there = stage.services.store.has_payload(output.digest);
    const bool has_objects = std::ranges::all_of(output.objects, [&](const store::Digest& object) {
      return stage.services.store.objects().path_of(object).has_value();
    });
    if (!there || !*there || !has_objects || output.port >= stage.plan.about().outputs.size())
      return std::nullopt;
    result.outputs.push_back({.key = output.key,
                              .order = order.child(output.child),
                              .producer = stage.index,
                              .port = output.port,
                              .content = stored_content(stage.services, output.digest, output.size)});
  }
  if (is_other_build) stage.restored_of_other_build.fetch_add(1);
  return result;
}

// then.
void commit(StageRun& stage, const store::Digest& key, const UnitResult& result, AttemptOutputs& outputs,
            std::chrono::nanoseconds time, Record hold) {
  store::UnitRecord record{
      .outcome = store::Outcome::emitted,
      .reason = result.reason,
      .microseconds = std::chrono::duration_cast<std::chrono::microseconds>(time).count(),
      .build_id = stage.plan.type.build_id,
      .stage_type = stage.plan.about().name};
  std::vector<store::Payload> payloads;
  if (result.kind == UnitResult::Kind::dropped) {
    record.outcome = store::Outcome::dropped;
  } else if (result.kind == UnitResult::Kind::failed) {
    record.outcome = store::Outcome::failed;
    record.reason = result.error.text();
    record.transient = result.error.is_transient;
  } else {
    record.reason = result.left_out.as_text();
    for (std::size_t i = 0; i < outputs.emitted().size(); ++i) {
      const AttemptOutputs::Emitted& one = outputs.emitted()[i];
      const store::Digest digest = *one.content->digest();  // kept since it was emitted
      record.outputs.push_back({.port = static_cast<std::uint16_t>(one.port),
                                .child = static_cast<std::uint32_t>(i),
                                .key = one.key,
                                .digest = digest,
                                .size = one.bytes,
                                .type = one.type,
                                .objects = one.objects});
      if (one.is_stored) continue;
      payloads.push_back({digest, std::make_shared<const std::string>(*one.content->payload().json())});
    }
  }
  stage.services.store.submit({.key = key,
                               .record = std::move(record),
                               .payloads = std::move(payloads),
                               .on_durable = [hold = std::move(hold)](const store::Result<void>&) {},
                               .urgent = stage.plan.about().blocking});
}

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

void take_outputs(StageRun& stage, AttemptOutputs& outputs, const Record& input, UnitResult& result) {
  result.left_out = outputs.left_out();
  outputs.name_records(input.key);
  for (std::size_t i = 0; i < outputs.emitted().size(); ++i) {
    AttemptOutputs::Emitted& one = outputs.emitted()[i];
    result.outputs.push_back({.key = one.key,
                              .order = input.order.child(static_cast<std::uint32_t>(i)),
                              .producer = stage.index,
                              .port = one.port,
                              .content = one.content});
  }
}

bool may_retry(const StageRun& stage, int attempts) {
  return attempts <= stage.plan.retry.times && !stage.services.stop.stop_requested();
}

std::chrono::milliseconds backoff(const StageRun& stage, int attempts) {
  constexpr int most_doublings = 10;
  return stage.plan.retry.backoff * (1 << std::clamp(attempts - 1, 0, most_doublings));
}

}  // namespace flowrun::graph
