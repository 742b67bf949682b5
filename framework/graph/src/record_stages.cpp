#include "record_stages.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace flowrun::graph {
namespace {

// A stage that ran on a part of its input only, because of what happened upstream, has not finished for those
// who read the store later.
store::StageState stored_state(const RunState& run, const StageRun& stage) {
  switch (stage.status()) {
    case StageStatus::finished:
      return run.bad_ancestor(stage.index).empty() ? store::StageState::finished : store::StageState::held;
    case StageStatus::held:
      return store::StageState::held;
    case StageStatus::interrupted:
      return store::StageState::interrupted;
    default:
      return store::StageState::failed;
  }
}

// One "name=hex" a line.
std::string results_of(const RunState& run, std::size_t stage, const std::vector<PublishReport>& published) {
  std::string text;
  for (const PublishReport& result : published) {
    const auto& ports = run.services.plan.publish;
    const auto port = std::ranges::find(ports, result.name, &PublishedPort::name);
    if (result.is_published && port != ports.end() && port->from.stage == stage)
      text += fmt::format("{}{}={}", text.empty() ? "" : "\n", result.name, result.digest);
  }
  return text;
}

}  // namespace

store::Result<void> record_stages(RunState& run, const std::vector<PublishReport>& published) {
  for (const auto& stage : run.stages) {
    if (!stage->is_selected) continue;
    if (auto flushed = stage->flush_units(); !flushed) return flushed;
    const StageCounters& c = stage->counters;
    const store::StageRecord record{
        .stage_type = stage->plan.about().name,
        .version = stage->plan.about().version,
        .build_id = stage->plan.type.build_id,
        .key_summary = stage->key_summary(),
        .inputs = inputs_text(run.services.plan, stage->plan),
        .once = stage->once_summary(),
        .results = results_of(run, stage->index, published),
        .counts = {.items = c.received,
                   .emitted = c.emitted,
                   .dropped = c.dropped(),
                   .rejected = c.rejected,
                   .failed = c.failed,
                   .cancelled = c.cancelled,
                   .held = c.held,
                   .restored = c.restored},
        .microseconds = static_cast<std::int64_t>(stage->report().unit_seconds * 1e6),
        .status = stored_state(run, *stage)};
    if (auto written = run.services.store.record_stage(run.services.run, stage->plan.name, record); !written)
      return written;
  }
  return {};
}

}  // namespace flowrun::graph
