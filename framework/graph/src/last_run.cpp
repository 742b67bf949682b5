#include <graph/last_run.hpp>

namespace flowrun::graph {

store::Result<std::vector<store::Run>> runs_of(const Plan& plan, const store::Store& store,
                                               std::size_t at_most) {
  return store.runs({.name = plan.pipeline, .file = plan.place.string()}, at_most);
}

store::Result<std::optional<store::Run>> last_run_of(const Plan& plan, const PlannedStage& stage,
                                                     const store::Store& store) {
  return store.last_run({.name = plan.pipeline, .file = plan.place.string()}, stage.name);
}

store::Result<std::optional<store::RunId>> last_run_up_to(const Plan& plan, const PlannedStage& stage,
                                                          store::RunId latest, const store::Store& store,
                                                          std::size_t at_most) {
  const auto last = last_run_of(plan, stage, store);
  if (!last) return std::unexpected(last.error());
  if (!*last) return std::nullopt;
  if ((**last).id <= latest) return (**last).id;
  const auto runs = runs_of(plan, store, at_most);
  if (!runs) return std::unexpected(runs.error());
  for (const store::Run& one : *runs) {
    if (one.id > latest) continue;
    const auto record = store.stage_of(one.id, stage.name);
    if (!record) return std::unexpected(record.error());
    if (*record && (**record).status == store::StageState::finished) return one.id;
  }
  return std::nullopt;
}

}  // namespace flowrun::graph
