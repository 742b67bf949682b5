// The JSON Schema (draft 2020-12) of pipeline files.
#pragma once

#include <string>

#include <plugins/registry.hpp>

namespace flowrun::cli {

// One compact JSON object, for the stages of the registry. Whatever check can tell of one place of the file alone is in it;
// a text with ${...} is allowed in place of any value, and what stages need of each other is left to check.
std::string pipeline_schema(const plugins::Registry& registry);

}  // namespace flowrun::cli
