// The run from which records of a stage are taken.
#pragma once

#include <optional>

#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// The last run of the pipeline in which the stage finished. A pipeline is told from others by the place of its file.
inline store::Result<std::optional<store::Run>> last_run_of(const Plan& plan, const PlannedStage& stage,
                                                            const store::Store& store) {
  return store.last_run({.name = plan.pipeline, .file = plan.place.string()}, stage.name);
}

}  // namespace flowrun::graph
