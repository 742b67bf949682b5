// From a checked pipeline file to a plan.
#pragma once

#include <base/error.hpp>
#include <config/check.hpp>
#include <graph/plan.hpp>
#include <plugins/registry.hpp>
#include <store/folder_digest.hpp>

namespace flowrun::graph {

// Digests the files and folders that parameters name (by content, not by place), which `memory` spares
// reading twice. The error names the parameter and the path.
base::Result<Plan> make_plan(const config::CheckedPipeline& checked, const plugins::Registry& registry,
                             store::FileMemory* memory);

}  // namespace flowrun::graph
