// The parts of report.html, each as HTML; "" where a run has nothing to show there. `run` is its run.json.
#pragma once

#include <string>
#include <vector>

#include <base/json.hpp>
#include <report/run_page.hpp>

namespace flowrun::report::page {

// What became of a stage, as a class of the style: "good" (it ran), "kept" (all of it was restored), "warn" (it was held or
// interrupted, or rejected something), "bad" (it failed), "none" (no part of the run).
std::string outcome_class(const base::Json& stage);

std::string opening(const base::Json& run);         // title, state, when, how long, problems
std::string results(const RunStory& story);         // what was published, and where
std::string stage_graph(const base::Json& run);     // drawn, with counts on the edges
std::string ledger(const base::Json& run);          // the books
std::string left_out(const RunStory& story);        // drops by reason, with examples
std::string failures(const base::Json& run);        // failures and rejects with their texts
std::string metrics(const RunStory& story);         // plots, and the values of which there is but one
std::string timeline(const Activity& activity);     // when each stage worked or waited, memory
std::string changes(const Comparison& comparison);  // what is not as in the run before
std::string origin(const base::Json& run);          // command, versions, inputs, settings

}  // namespace flowrun::report::page
