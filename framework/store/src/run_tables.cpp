#include "run_tables.hpp"

#include <utility>

#include <fmt/format.h>

#include "archive_table.hpp"

namespace flowrun::store {
namespace {

constexpr auto next_run = "SELECT coalesce(max(id), 0) + 1 FROM runs";
constexpr auto replace_run = "INSERT OR REPLACE INTO runs VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto select_run = "SELECT * FROM runs WHERE id = ?";
constexpr auto select_last = "SELECT * FROM runs WHERE pipeline = ? AND file = ? ORDER BY id DESC LIMIT 1";
constexpr auto select_last_with =
    "SELECT runs.* FROM runs JOIN stage_runs ON stage_runs.run = runs.id WHERE runs.pipeline = ? "
    "AND runs.file = ? AND stage_runs.stage = ? AND stage_runs.status = ? ORDER BY runs.id DESC LIMIT 1";
constexpr auto select_runs = "SELECT * FROM runs ORDER BY id DESC LIMIT ?";
constexpr auto select_runs_of = "SELECT * FROM runs WHERE pipeline = ? AND file = ? ORDER BY id DESC LIMIT ?";

constexpr auto next_stage = "SELECT coalesce(max(id), 0) + 1 FROM stage_runs";
constexpr auto find_stage = "SELECT id FROM stage_runs WHERE run = ? AND stage = ?";
constexpr auto replace_stage =
    "INSERT OR REPLACE INTO stage_runs VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto select_stage = "SELECT * FROM stage_runs WHERE run = ? AND stage = ?";
constexpr auto select_stages = "SELECT * FROM stage_runs WHERE run = ? ORDER BY id";

Result<void> write_run(Connection& connection, const Run& run) {
  return Query(connection, replace_run)
      .bind(run.id)
      .bind_text(run.start.pipeline)
      .bind_text(run.start.file)
      .bind_text(run.start.profile)
      .bind_text(run.start.options)
      .bind(run.started_ms)
      .bind(run.finished_ms.value_or(0))
      .bind(std::int64_t{run.exit_code.value_or(0)})
      .bind(static_cast<std::int64_t>(run.data_begin))
      .seal()
      .run();
}

Result<Run> run_of_row(Query& query) {
  Run run;
  run.id = query.integer();
  run.start.pipeline = query.text();
  run.start.file = query.text();
  run.start.profile = query.text();
  run.start.options = query.text();
  run.started_ms = query.integer();
  const auto finished_ms = query.integer();
  const auto exit_code = query.integer();
  run.data_begin = static_cast<std::uint64_t>(query.integer());
  if (!query.sealed()) return std::unexpected(damaged_row(run.id));
  if (finished_ms != 0) {
    run.finished_ms = finished_ms;
    run.exit_code = static_cast<int>(exit_code);
  }
  return run;
}

Result<std::optional<Run>> one_run(Query& query) {
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  return run_of_row(query);
}

Result<std::int64_t> one_integer(Query& query) {
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  return *row ? query.integer() : 0;
}

Result<std::vector<Run>> all_runs(Query& query) {
  std::vector<Run> runs;
  for (;;) {
    auto run = one_run(query);
    if (!run) return std::unexpected(std::move(run.error()));
    if (!*run) return runs;
    runs.push_back(**std::move(run));
  }
}

}  // namespace

Error damaged_row(RunId run) {
  return {.kind = ErrorKind::store_corrupt,
          .problem = fmt::format("what the store holds of run {} cannot be read", run),
          .why = "it is damaged",
          .what_to_do = "set the store aside and compute anew"};
}

namespace {

Result<NamedStageRecord> stage_of_row(Query& query) {
  NamedStageRecord named;
  auto& [stage, run] = named;
  (void)query.integer();
  const auto run_id = query.integer();
  stage = query.text();
  run.stage_type = query.text();
  run.version = static_cast<int>(query.integer());
  run.build_id = query.text();
  run.key_summary = query.text();
  run.inputs = query.text();
  run.once = query.text();
  run.results = query.text();
  auto& counts = run.counts;
  for (auto* count : {&counts.items, &counts.emitted, &counts.dropped, &counts.rejected, &counts.failed,
                      &counts.cancelled, &counts.held, &counts.restored})
    *count = static_cast<std::uint64_t>(query.integer());
  run.microseconds = query.integer();
  run.status = static_cast<StageState>(query.integer());
  if (!query.sealed()) return std::unexpected(damaged_row(run_id));
  return named;
}

// 0 if there is no row yet.
Result<std::int64_t> existing_stage(Connection& connection, RunId run, std::string_view stage) {
  Query find(connection, find_stage);
  return one_integer(find.bind(run).bind_text(stage));
}

Result<std::vector<NamedStageRecord>> all_stages(Query& query) {
  std::vector<NamedStageRecord> stages;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return stages;
    auto stage = stage_of_row(query);
    if (!stage) return std::unexpected(std::move(stage.error()));
    stages.push_back(*std::move(stage));
  }
}

}  // namespace

Result<RunId> insert_run(Connection& connection, const RunStart& start, std::int64_t started_ms) {
  Query next(connection, next_run);
  const auto id = one_integer(next);
  if (!id) return id;
  const auto archive = read_archive_state(connection);
  if (!archive) return std::unexpected(archive.error());
  // 0 where that is not known: then everything counts as stored by this run.
  const std::uint64_t data_begin = archive->value ? archive->value->size : 0;
  const Run run{.id = *id,
                .start = start,
                .started_ms = started_ms,
                .finished_ms = {},
                .exit_code = {},
                .data_begin = data_begin};
  if (auto done = write_run(connection, run); !done) return std::unexpected(std::move(done.error()));
  return run.id;
}

Result<void> end_run(Connection& connection, RunId id, std::int64_t finished_ms, int exit_code) {
  auto run = read_run(connection, id);
  if (!run) return std::unexpected(std::move(run.error()));
  if (!*run)
    return std::unexpected(Error{.kind = ErrorKind::not_found,
                                 .problem = fmt::format("there is no run {} in the store", id),
                                 .why = {},
                                 .what_to_do = {}});
  (*run)->finished_ms = finished_ms;
  (*run)->exit_code = exit_code;
  return write_run(connection, **run);
}

Result<std::optional<Run>> read_run(Connection& connection, RunId run) {
  Query query(connection, select_run);
  query.bind(run);
  return one_run(query);
}

Result<std::optional<Run>> read_last_run(Connection& connection, const PipelineId& pipeline) {
  Query query(connection, select_last);
  query.bind_text(pipeline.name).bind_text(pipeline.file);
  return one_run(query);
}

Result<std::optional<Run>> read_last_run(Connection& connection, const PipelineId& pipeline,
                                         std::string_view stage) {
  Query query(connection, select_last_with);
  query.bind_text(pipeline.name).bind_text(pipeline.file);
  query.bind_text(stage).bind(static_cast<std::int64_t>(StageState::finished));
  auto run = one_run(query);
  if (!run || !*run) return run;
  // The search went by columns, which may be damaged: only reading the row shows it.
  const auto found = read_stage(connection, (*run)->id, stage);
  if (!found) return std::unexpected(found.error());
  return run;
}

Result<std::vector<Run>> read_runs(Connection& connection, std::size_t at_most) {
  Query query(connection, select_runs);
  query.bind(static_cast<std::int64_t>(at_most));
  return all_runs(query);
}

Result<std::vector<Run>> read_runs(Connection& connection, const PipelineId& pipeline, std::size_t at_most) {
  Query query(connection, select_runs_of);
  query.bind_text(pipeline.name).bind_text(pipeline.file).bind(static_cast<std::int64_t>(at_most));
  return all_runs(query);
}

Result<void> write_stage(Connection& connection, RunId run, std::string_view stage,
                         const StageRecord& record) {
  auto id = existing_stage(connection, run, stage);
  if (!id) return std::unexpected(std::move(id.error()));
  if (*id == 0) {
    Query next(connection, next_stage);
    id = one_integer(next);
    if (!id) return std::unexpected(std::move(id.error()));
  }
  Query query(connection, replace_stage);
  query.bind(*id)
      .bind(run)
      .bind_text(stage)
      .bind_text(record.stage_type)
      .bind(std::int64_t{record.version})
      .bind_text(record.build_id)
      .bind_text(record.key_summary)
      .bind_text(record.inputs)
      .bind_text(record.once)
      .bind_text(record.results);
  const auto& counts = record.counts;
  for (const auto count : {counts.items, counts.emitted, counts.dropped, counts.rejected, counts.failed,
                           counts.cancelled, counts.held, counts.restored})
    query.bind(static_cast<std::int64_t>(count));
  return query.bind(record.microseconds).bind(static_cast<std::int64_t>(record.status)).seal().run();
}

Result<std::optional<StageRecord>> read_stage(Connection& connection, RunId run, std::string_view stage) {
  Query query(connection, select_stage);
  auto stages = all_stages(query.bind(run).bind_text(stage));
  if (!stages) return std::unexpected(std::move(stages.error()));
  if (stages->empty()) return std::nullopt;
  return std::move(stages->front().run);
}

Result<std::vector<NamedStageRecord>> read_stages(Connection& connection, RunId run) {
  Query query(connection, select_stages);
  return all_stages(query.bind(run));
}

Result<std::int64_t> stage_id(Connection& connection, RunId run, std::string_view stage) {
  auto id = existing_stage(connection, run, stage);
  if (!id || *id != 0) return id;
  if (auto made = write_stage(connection, run, stage, {}); !made)
    return std::unexpected(std::move(made.error()));
  return existing_stage(connection, run, stage);
}

}  // namespace flowrun::store
