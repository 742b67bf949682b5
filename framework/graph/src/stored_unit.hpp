// Whether what the store has of a unit is taken from there.
#pragma once

#include <optional>

#include <graph/forecast.hpp>

namespace flowrun::graph {

// Why it is not; nothing if it is. Its payloads are not looked at.
std::optional<RunReason> reason_against(const PlannedStage& stage, const store::UnitRecord& unit,
                                        const RunOptions& options);

// Whether payloads and objects of all that it emitted are there.
bool can_be_had(const PlannedStage& stage, const store::UnitRecord& unit, const store::Store& store);

}  // namespace flowrun::graph
