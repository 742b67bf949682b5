// Resolves the stages that `from` and `publish` name, and refuses loops.
#pragma once

#include <config/pipeline.hpp>

namespace flowrun::config {

// Sets stage_index of every edge and published name.
void link_stages(Pipeline& pipeline, Diagnostics& diagnostics);

// Reports each loop with the line of every edge in it.
void check_loops(const Pipeline& pipeline, Diagnostics& diagnostics);

}  // namespace flowrun::config
