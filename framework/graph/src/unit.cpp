#include "unit.hpp"

#include "attempt.hpp"
#include "stage_context.hpp"

namespace flowrun::graph {
namespace {

using Clock = std::chrono::steady_clock;

std::expected<store::Digest, flow::Error> input_digest(const Record& input) {
  if (input.item) return store::digest_of(input.item->fingerprint);
  return input.content->digest();
}

}  // namespace

std::shared_ptr<const Content> stored_content(const RunServices& services, const store::Digest& digest,
                                              std::uint64_t bytes) {
  auto load = [&store = services.store, digest]() -> std::expected<std::string, flow::Error> {
    auto bytes = store.read_payload(digest);
    if (!bytes) return std::unexpected(bytes.error().as_error());
    return std::move(*bytes);
  };
  return std::make_shared<const Content>(flow::Payload::of_stored(bytes, std::move(load)), digest, true);
}

UnitResult run_unit(StageRun& stage, const Record& input) {
  const std::stop_token stop = stage.services.stop;
  if (stop.stop_requested()) return {.kind = UnitResult::Kind::cancelled};
  store::Digest key;
  if (stage.plan.is_cached) {
    const auto digest = input_digest(input);
    if (!digest) return failed_unit(digest.error());
    key = stage.unit_key(input.key, *digest);
    if (input.attempts == 0) stage.record_unit({std::string(input.order.bytes()), key, input.key, *digest});
    if (!stage.plan.about().is_volatile) {
      if (auto restored = restore(stage, key, input.order)) return std::move(*restored);
    }
  }

  AttemptOutputs outputs(stage, stage.plan.is_cached);
  (void)stage.object();  // opening it is not part of the unit's time
  AttemptStop attempt_stop(stage);
  const store::Digest place =
      stage.plan.is_cached
          ? key
          : store::Hasher().field(stage.plan.name).field(input.key).field(input.order.bytes()).finish();
  StageContext context(stage, input.key, place, attempt_stop.token());
  const auto begin = Clock::now();
  UnitResult result = attempt(stage, outputs, attempt_stop, [&](flow::StageObject& object) {
    return input.item ? object.process_item(input.item->item.get(), outputs, context)
                      : object.process(input.content->payload(), outputs, context);
  });
  const auto end = Clock::now();
  stage.add_unit_time(begin, end);
  if (result.kind == UnitResult::Kind::emitted && outputs.emitted().empty()) {
    result.kind = UnitResult::Kind::dropped;
    result.reason = "nothing emitted";
  }
  if (result.kind == UnitResult::Kind::emitted) take_outputs(stage, outputs, input, result);
  if (result.kind == UnitResult::Kind::emitted || result.kind == UnitResult::Kind::dropped) {
    context.remove_working_folder();
  }
  // A stage that could not be opened says nothing about the record, so that is not kept.
  const bool is_opened = stage.object().has_value();
  const bool is_final = result.kind != UnitResult::Kind::failed || !may_retry(stage, input.attempts + 1);
  if (stage.plan.is_cached && is_opened && is_final && result.kind != UnitResult::Kind::cancelled) {
    commit(stage, key, result, outputs, end - begin, input);
  }
  return result;
}

}  // namespace flowrun::graph
