// One unit of work: one item of one stage, restored from the store or attempted once.
//
//   input_unit.hpp      a record or source item, of a source or transform
//   collector_unit.hpp  the whole input of a collector
#pragma once

#include <functional>
#include <optional>

#include <flow/stage_object.hpp>
#include <store/digest.hpp>

#include "attempt_outputs.hpp"
#include "record.hpp"
#include "stage_context.hpp"
#include "stage_run.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

struct Unit {
  // What outputs are named and ordered after; its credit is kept until the outcome is durable. `attempts` are those
  // made before this one.
  const Record& input;
  std::optional<store::Digest> key;  // under which the store keeps the outcome; none: it keeps none
  store::Digest input_digest;        // recorded with the key
  store::Digest working_place;       // names the folder that survives for the next attempt
  std::function<flow::Result(flow::StageObject&, AttemptOutputs&, StageContext&)> work;
  // Refuses or completes what `work` emitted, where the form of the stage asks for more than attempt() looks at.
  std::function<void(UnitResult&, const AttemptOutputs&)> review = {};
};

// A failure is kept only if no further attempt is allowed. Nothing is thrown. Called from many threads at once. The
// stage's counters are not touched.
UnitResult run_unit(StageRun& stage, const Unit& unit);

}  // namespace flowrun::graph
