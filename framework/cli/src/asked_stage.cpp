#include "asked_stage.hpp"

#include <cstdint>

#include <graph/last_run.hpp>

namespace flowrun::cli {

store::Result<bool> has_few_records(const AskedStage& asked) {
  constexpr std::uint64_t few = 10'000;  // a dry run over as many takes some tenths of a second
  std::uint64_t records = 0;
  for (const std::size_t s : asked.plan.with_ancestors(*asked.plan.find(asked.stage.name))) {
    const graph::PlannedStage& stage = asked.plan.stages[s];
    const auto last = graph::last_run_of(asked.plan, stage, asked.store);
    if (!last) return std::unexpected(last.error());
    if (!*last) continue;
    const auto record = asked.store.stage_of((**last).id, stage.name);
    if (!record) return std::unexpected(record.error());
    if (*record) records += (**record).counts.items;
  }
  return records <= few;
}

}  // namespace flowrun::cli
