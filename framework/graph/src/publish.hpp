// Puts results where people look for them: out/<publish name>.
#pragma once

#include <string>
#include <vector>

#include "run_state.hpp"

namespace flowrun::graph {

struct PublishOutcome {
  std::vector<PublishReport> results;
  std::vector<Mismatch> mismatches;
  std::vector<std::string> problems;  // provenance that could not be written
};

// Publishes every entry whose stage is selected and has no failed or held stage upstream. A record that is an
// artifact with one object is published as that file or folder; other records as one JSON Lines file.
//
// Everything is written aside first; then all of it is renamed into place, or nothing, if one result cannot be. What
// stands there unchanged is left alone. Not replaced is what flowrun did not write, or somebody changed since
// (published_files.hpp), and anything by a result without records, unless the pipeline file allows that.
//
// Beside or in each result lies what it was made from (graph/provenance.hpp); what it replaced stays in
// out/.previous/<name>. Results that stand there and were made from others than those that stand there now are told, and
// marked.
PublishOutcome publish(RunState& run);

}  // namespace flowrun::graph
