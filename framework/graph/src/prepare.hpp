// What comes before a stage runs: whether it may, and its `once` inputs.
#pragma once

#include "run_state.hpp"

namespace flowrun::graph {

// True if the stage may run now. Otherwise it has ended, and what waits for it is counted as held, or as cancelled when
// the run is being stopped.
bool prepare(RunState& run, StageRun& stage);

// True if a collector may begin before the level does that its input comes from; its `once` inputs are taken then. Nothing
// has ended otherwise: prepare decides later.
bool can_begin(RunState& run, StageRun& stage);

}  // namespace flowrun::graph
