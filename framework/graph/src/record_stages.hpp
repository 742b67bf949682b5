// What the store remembers of a run.
#pragma once

#include "run_state.hpp"

namespace flowrun::graph {

// Writes the selected stages, with what is left of their units, once all levels have ended.
store::Result<void> record_stages(RunState& run);

}  // namespace flowrun::graph
