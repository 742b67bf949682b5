#include "unit_cache.hpp"

#include <algorithm>

namespace flowrun::graph {

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
      result.left_out = ReasonCounts::from_text(record.reason);
      break;
    case store::Outcome::dropped:
      result.kind = UnitResult::Kind::dropped;
      result.reason = record.reason;
      break;
    case store::Outcome::failed:
      result.kind = UnitResult::Kind::failed;
      result.error.problem = record.reason;
      break;
  }
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
                              .content = stored_content(stage.services.store, output.digest, output.size)});
  }
  if (is_other_build) stage.restored_of_other_build.fetch_add(1);
  return result;
}

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

}  // namespace flowrun::graph
