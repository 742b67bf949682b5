// What the store remembers of a run.
#pragma once

#include <vector>

#include "run_state.hpp"

namespace flowrun::graph {

// Writes the selected stages, with what is left of their units, once all levels have ended; and what was published of
// each.
store::Result<void> record_stages(RunState& run, const std::vector<PublishReport>& published);

}  // namespace flowrun::graph
