// A stage's manifest as JSON, for programs: what `flowrun stages NAME` shows to people.
#pragma once

#include <base/json_writer.hpp>
#include <plugins/registry.hpp>

namespace flowrun::cli {

// One object: name, version, summary, form, library, traits, needs, ports, parameters, and the fields of what it emits.
void write_stage(base::JsonWriter& json, const plugins::RegisteredStage& registered);

}  // namespace flowrun::cli
