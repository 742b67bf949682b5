#include "asked_stage.hpp"

#include <cstdint>

namespace flowrun::cli {

store::Result<bool> has_few_records(const AskedStage& asked) {
  constexpr std::uint64_t few = 10'000;  // a dry run over as many takes some tenths of a second
  std::uint64_t records = 0;
  const std::string file = asked.plan.place.string();
  for (const std::size_t s : asked.plan.with_ancestors(*asked.plan.find(asked.stage.name))) {
    const std::string& stage = asked.plan.stages[s].name;
    const auto last = asked.store.last_run({.name = asked.plan.pipeline, .file = file}, stage);
    if (!last) return std::unexpected(last.error());
    if (!*last) continue;
    const auto record = asked.store.stage_of((**last).id, stage);
    if (!record) return std::unexpected(record.error());
    if (*record) records += (**record).counts.items;
  }
  return records <= few;
}

}  // namespace flowrun::cli
