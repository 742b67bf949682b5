#include "given_records.hpp"

#include <graph/last_run.hpp>

namespace flowrun::graph {
namespace {

// A stage that was left out of a run (--only) is replayed from its last one: seldom far before.
constexpr std::size_t most_runs = 1000;

store::Result<std::optional<store::RunId>> run_that_gave(const Plan& plan, const PlannedStage& stage,
                                                         store::RunId run, const store::Store& store) {
  const auto there = store.stage_of(run, stage.name);
  if (!there) return std::unexpected(there.error());
  if (*there) return run;
  return last_run_up_to(plan, stage, run, store, most_runs);
}

}  // namespace

store::Result<std::optional<GivenRecords>> given_by(std::span<const store::Digest> units, std::size_t port,
                                                    const store::Store& store) {
  GivenRecords records;
  for (const store::Digest& unit : units) {
    const auto found = store.find_unit(unit);
    if (!found) return std::unexpected(found.error());
    if (!*found) return std::nullopt;
    for (const store::Output& output : (**found).outputs) {
      if (output.port == port) records.push_back({output.key, output.digest});
    }
  }
  return records;
}

store::Result<std::optional<GivenRecords>> given_in_run(const Plan& plan, const PortRef& from,
                                                        store::RunId run, const store::Store& store) {
  const PlannedStage& stage = plan.stages[from.stage];
  const auto giver = run_that_gave(plan, stage, run, store);
  if (!giver) return std::unexpected(giver.error());
  if (!*giver) return std::nullopt;
  const auto units = store.units_of(**giver, stage.name);
  if (!units) return std::unexpected(units.error());
  std::vector<store::Digest> keys;
  for (const store::RunUnit& unit : *units) keys.push_back(unit.unit);
  return given_by(keys, from.port, store);
}

}  // namespace flowrun::graph
