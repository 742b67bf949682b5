// Puts results where people look for them: out/<publish name>.
#pragma once

#include "run_state.hpp"

namespace flowrun::graph {

// Publishes every entry whose stage is selected and has no failed or held stage upstream. A record that is an
// artifact with one object is published as that file or folder; other records as one JSON Lines file.
// Everything is written aside and renamed; what stands there unchanged is left alone.
std::vector<PublishReport> publish(RunState& run);

}  // namespace flowrun::graph
