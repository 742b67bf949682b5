// A forecast in words.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <base/json_writer.hpp>
#include <graph/forecast.hpp>

namespace flowrun::cli {

// "learning_rate 0.005 -> 0.01"; of a file that a parameter names, that its content changed.
std::string text_of(const graph::Change& change);
// All that makes units of the stage run, on one line: changes, and records by name, the first of them.
std::string reasons_of(const graph::StageForecast& stage);
// A value or text on one line, cut where it is long.
std::string shortened(std::string_view text);
// Writes the member "changes".
void write_changes(base::JsonWriter& json, const std::vector<graph::Change>& changes);
// Writes the members that tell of the stage itself.
void write_stage_members(base::JsonWriter& json, const graph::StageForecast& stage);
// Writes {"record", "verdict", "reason"}.
void write_record(base::JsonWriter& json, const graph::UnitForecast& one);
// Writes the stage as one JSON object, with each of its units if `with_records`.
void write_stage(base::JsonWriter& json, const graph::StageForecast& stage, bool with_records);

}  // namespace flowrun::cli
