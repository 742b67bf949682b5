// One level of a run as one TBB flow graph: built, run until it is idle, and taken down.
//
//   source items ─► gate ─► broadcast ─► stage node ─► gate ─► broadcast ─► stage node ─► collector's intake
//   level input's intake ─► gate ─────────────▲           (a stage that emits at most one record has no gate)
//
// A stage node is a function_node; of a stage that waits (trait blocking, or with needs) an async_node with
// threads of its own. What holds the graph alive is counted by Outstanding: credits and queued lists.
#pragma once

#include "run_state.hpp"

namespace flowrun::graph {

// Runs `stages`, the sources and transforms of one level that may run; collectors are not part of the graph.
// Returns when everything that the level started has ended. The stages are closed then.
void run_level(RunState& run, const std::vector<StageRun*>& stages);

}  // namespace flowrun::graph
