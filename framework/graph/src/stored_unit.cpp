#include "stored_unit.hpp"

#include <algorithm>

namespace flowrun::graph {

std::optional<RunReason> reason_against(const PlannedStage& stage, const store::UnitRecord& unit,
                                        const RunOptions& options) {
  if (unit.transient) return RunReason::transient;
  const bool is_other_build = unit.build_id != stage.type.build_id;
  if (is_other_build && options.rebuilt) return RunReason::rebuilt;
  const bool has_errors = unit.outcome == store::Outcome::failed ||
                          unit.outcome == store::Outcome::rejected || unit.reject_count > 0;
  if (!has_errors) return std::nullopt;
  // Neither failures nor rejects are kept against a plugin that was rebuilt since: the author may have mended it.
  if (is_other_build) return RunReason::other_build;
  return options.retries(stage.name) ? std::optional(RunReason::retried) : std::nullopt;
}

bool can_be_had(const PlannedStage& stage, const store::UnitRecord& unit, const store::Store& store) {
  return std::ranges::all_of(unit.outputs, [&](const store::Output& output) {
    const auto there = store.has_payload(output.digest, output.place);
    return there && *there && output.port < stage.about().outputs.size() &&
           std::ranges::all_of(output.objects, [&](const store::Digest& object) {
             return store.objects().path_of(object).has_value();
           });
  });
}

}  // namespace flowrun::graph
