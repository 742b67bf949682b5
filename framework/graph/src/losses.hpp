// Where the records went that a stage might have got.
#pragma once

#include <string>

#include "run_state.hpp"

namespace flowrun::graph {

// What the stages up to this one, and it, dropped, left out and failed on, with the counts of each reason, in the order of
// the file: "curated dropped 3: duplicate; curated failed 1".
std::string losses_before(const RunState& run, std::size_t stage);

}  // namespace flowrun::graph
