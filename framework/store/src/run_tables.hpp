// Runs and their stages, as rows. Called inside a transaction when writing.
//
// A damaged row here is an error (store_corrupt): a list of a run's units with a hole would mislead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite.hpp"
#include "store/run.hpp"

namespace flowrun::store {

[[nodiscard]] Error damaged_row(RunId run);

Result<RunId> insert_run(Connection& connection, const RunStart& start, std::int64_t started_ms);
Result<void> end_run(Connection& connection, RunId id, std::int64_t finished_ms, int exit_code);
Result<std::optional<Run>> read_run(Connection& connection, RunId run);
Result<std::optional<Run>> read_last_run(Connection& connection, const PipelineId& pipeline);
// The last run in which this stage finished.
Result<std::optional<Run>> read_last_run(Connection& connection, const PipelineId& pipeline,
                                         std::string_view stage);
Result<std::vector<Run>> read_runs(Connection& connection, std::size_t at_most);  // newest first
Result<std::vector<Run>> read_runs(Connection& connection, const PipelineId& pipeline, std::size_t at_most);

Result<void> write_stage(Connection& connection, RunId run, std::string_view stage,
                         const StageRecord& record);
Result<std::optional<StageRecord>> read_stage(Connection& connection, RunId run, std::string_view stage);
Result<std::vector<NamedStageRecord>> read_stages(Connection& connection, RunId run);

// Makes the stage's row, with the status `running`, if there is none yet.
Result<std::int64_t> stage_id(Connection& connection, RunId run, std::string_view stage);

}  // namespace flowrun::store
