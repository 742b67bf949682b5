// One level of a run as one TBB flow graph: built, run until it is idle, and taken down.
//
// What holds the graph alive is counted by Outstanding: credits and queued lists. Streaming collectors of the level run
// beside it as tasks of the same arena, and end after it.
#pragma once

#include <map>
#include <vector>

#include "collector_unit.hpp"
#include "run_state.hpp"

namespace flowrun::graph {

// Runs `stages`, the sources and transforms of one level that may run, and those of its `collectors` that can stream.
// Returns when everything that the level started has ended. The stages are judged and closed then; of collectors that
// streamed it returns what they made, by stage.
std::map<std::size_t, CollectorResult> run_level(RunState& run, const std::vector<StageRun*>& stages,
                                                 const std::vector<StageRun*>& collectors);

}  // namespace flowrun::graph
