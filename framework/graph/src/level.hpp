// One level of a run as one TBB flow graph: built, run until it is idle, and taken down.
//
// What holds the graph alive is counted by Outstanding: credits and queued lists. A streaming collector of the level runs
// beside it, and ends after it.
#pragma once

#include <optional>
#include <vector>

#include "collector_unit.hpp"
#include "run_state.hpp"

namespace flowrun::graph {

struct StreamedCollector {
  const StageRun* stage;
  CollectorResult result;
};

// Runs `stages`, the sources and transforms of one level that may run, and the first of its `collectors` that can stream.
// Returns when everything that the level started has ended. The stages are judged and closed then; of a collector that
// streamed it returns what it made.
std::optional<StreamedCollector> run_level(RunState& run, const std::vector<StageRun*>& stages,
                                           const std::vector<StageRun*>& collectors);

}  // namespace flowrun::graph
