// Earlier runs of a pipeline, and the one from which records of a stage are taken.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// The newest runs of the pipeline, newest first. A pipeline is told from others by the place of its file.
store::Result<std::vector<store::Run>> runs_of(const Plan& plan, const store::Store& store,
                                               std::size_t at_most);

// The last run of the pipeline in which the stage finished.
store::Result<std::optional<store::Run>> last_run_of(const Plan& plan, const PlannedStage& stage,
                                                     const store::Store& store);

// The same among runs up to `latest`. Looks at the newest `at_most` runs of the pipeline, where its last is a later one.
store::Result<std::optional<store::RunId>> last_run_up_to(
    const Plan& plan, const PlannedStage& stage, store::RunId latest, const store::Store& store,
    std::size_t at_most = std::numeric_limits<std::int32_t>::max());

}  // namespace flowrun::graph
