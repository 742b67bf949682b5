// The unit of a collector: its whole input.
#pragma once

#include <memory>
#include <vector>

#include "collector_input.hpp"
#include "gate.hpp"
#include "stage_run.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

struct CollectorResult {
  UnitResult result;
  std::vector<std::unique_ptr<RecordList>> outputs;  // of `emitted`
};

// Runs a collector on its whole input, as often as it may be tried. Waits in between, so call it where no graph runs. If its
// time is limited, it runs on a thread of its own, and is given up if it does not end.
CollectorResult run_collector(StageRun& stage, Intake& intake);

// Runs a collector once while its input still comes. What it made is discarded if the store turns out to have it.
CollectorResult stream_collector(StageRun& stage, Intake& intake, StreamedInput& input);

}  // namespace flowrun::graph
