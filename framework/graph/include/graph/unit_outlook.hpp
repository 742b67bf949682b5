// What the next run would do with a unit, as far as the store alone tells: no stage is asked, no plugin loaded.
#pragma once

#include <optional>
#include <vector>

#include <graph/forecast.hpp>

namespace flowrun::graph {

// A unit that stands for what a source left out when it listed: it has no input, and gives nothing.
inline bool is_unlisted(const store::RunUnit& unit) { return unit.unit == unit.input; }

// Of a unit whose input, and that at `once` ports, is what it was.
struct UnitOutlook {
  Verdict verdict = Verdict::run;   // run or restore
  std::optional<RunReason> reason;  // of one that would run
  std::vector<Change>
      changes;  // of the settings; a unit may be restored for all that, if another run had them
};

// `last` is the stage's last finished run, which had the unit.
store::Result<UnitOutlook> outlook_of(const PlannedStage& stage, const store::StageRecord& last,
                                      const store::RunUnit& unit, const RunOptions& options,
                                      const store::Store& store);

}  // namespace flowrun::graph
