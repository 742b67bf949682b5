// The unit of one record or source item.
#pragma once

#include "record.hpp"
#include "stage_run.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// Runs a source's or transform's unit, once; `input.order` counts from the consumer. As run_unit otherwise.
UnitResult run_input(StageRun& stage, const Record& input);

}  // namespace flowrun::graph
