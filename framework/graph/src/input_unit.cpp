#include "input_unit.hpp"

#include "unit.hpp"

namespace flowrun::graph {
namespace {

base::Result<store::Digest> input_digest(const Record& input) {
  if (input.item) return store::digest_of(input.item->fingerprint);
  return input.content->digest();
}

}  // namespace

UnitResult run_input(StageRun& stage, const Record& input) {
  if (stage.services.stop.stop_requested()) return {.kind = UnitResult::Kind::cancelled};
  Unit unit{.input = input,
            .work = [&input](flow::StageObject& object, AttemptOutputs& outputs, StageContext& context) {
              return input.item ? object.process_item(input.item->item.get(), outputs, context)
                                : object.process(input.content->payload(), outputs, context);
            }};
  if (stage.plan.is_cached) {
    const auto digest = input_digest(input);
    if (!digest) return failed_unit(digest.error());
    unit.input_digest = *digest;
    unit.key = stage.unit_key(input.key, *digest);
    unit.working_place = *unit.key;
  } else {
    unit.working_place =
        store::Hasher().field(stage.plan.name).field(input.key).field(input.order.bytes()).finish();
  }
  return run_unit(stage, unit);
}

}  // namespace flowrun::graph
