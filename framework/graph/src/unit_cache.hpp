// What the store keeps of units: their outcomes, found again by key.
#pragma once

#include <chrono>
#include <optional>

#include <store/digest.hpp>

#include "attempt_outputs.hpp"
#include "order.hpp"
#include "stage_run.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// The outcome that the store keeps under `key`; nothing if it has none that may be used.
std::optional<UnitResult> restore(StageRun& stage, const store::Digest& key, const Order& order);

// Hands the unit to the store's writer. `hold` (a record waiting to be written keeps its credit) lives until
// then.
void commit(StageRun& stage, const store::Digest& key, const UnitResult& result, AttemptOutputs& outputs,
            std::chrono::nanoseconds time, Record hold);

}  // namespace flowrun::graph
