// What the store keeps of units: their outcomes, found again by key.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include <store/digest.hpp>

#include "outputs.hpp"
#include "stage_run.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// The outcome that the store keeps under `key`, with its records in `outputs`; nothing if it has none that may be used.
std::optional<UnitResult> restore(StageRun& stage, const store::Digest& key, Outputs& outputs);

// Hands the unit to the store's writer, after Outputs::keep. `hold` (a record waiting to be written keeps its credit)
// lives until then.
void commit_unit(StageRun& stage, const store::Digest& key, const UnitResult& result, Outputs& outputs,
                 std::chrono::nanoseconds time, std::shared_ptr<const Credit> hold);

// Tells the observers what a unit that was restored gave when it ran. `record` is the key of its input.
void tell_restored_metrics(const StageRun& stage, std::string_view record, const UnitResult& result);

}  // namespace flowrun::graph
