// Which stages a run consists of, and what the others leave for it.
#pragma once

#include <vector>

#include "run_state.hpp"

namespace flowrun::graph {

// Marks the stages that `options` ask for. --only and --from take uncached upstream stages along, because their records
// are nowhere else. The error names a stage that does not exist, or says why nothing would be left to run.
base::Result<std::vector<bool>> select_stages(const Plan& plan, const RunOptions& options);

// Fills the intakes of selected stages from the last run of the upstream stages that are not selected.
// Refused, with the reason, if there is no such run, or if an upstream stage would give something else by
// now: its settings changed, or a source would list other items. With `stale_ok` that is a warning.
base::Result<void> replay_last_run(RunState& run, std::vector<std::string>& warnings);

// That the results are of a part of the input, or "".
std::string limit_warning(const RunState& run);

}  // namespace flowrun::graph
