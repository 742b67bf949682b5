// What `flowrun why` says of a stage.
#pragma once

#include <graph/input_changes.hpp>
#include <store/run.hpp>

namespace flowrun::cli {

// What it did in its last finished run, `last`, what it would do now, and what changed in between. Lists are cut at
// InputChanges::most_listed entries.
void print_stage(const graph::StageForecast& told, const store::StageRecord& last,
                 const graph::InputChanges& input, bool as_json);

}  // namespace flowrun::cli
