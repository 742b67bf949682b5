// The unit of a collector: its whole input.
#pragma once

#include "intake.hpp"
#include "stage_run.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// Runs a collector on its whole input, as often as it may be tried. Waits in between, so call it where no graph runs.
UnitResult run_collector(StageRun& stage, Intake& intake);

}  // namespace flowrun::graph
