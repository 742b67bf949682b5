#include <optional>
#include <utility>

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>

#include <graph/run.hpp>

#include "collector_unit.hpp"
#include "level.hpp"
#include "machine.hpp"
#include "prepare.hpp"
#include "publish.hpp"
#include "record_stages.hpp"
#include "selection.hpp"

namespace flowrun::graph {
namespace {

// Passes on what a collector emitted.
void deliver(RunState& run, StageRun& stage, std::vector<std::unique_ptr<RecordList>> lists) {
  constexpr std::size_t records_at_once = 64;
  constexpr std::size_t bytes_at_once = 1 << 20;
  for (const auto& list : lists) {
    while (const auto message = list->next(records_at_once, bytes_at_once)) {
      stage.counters.records_out[message->port] += message->records.size();
      run.deliver_to_intakes(stage, *message);
    }
  }
}

// How many of its inputs the collector rejected.
std::uint64_t tell_rejected(const RunState& run, const StageRun& stage, const Rejects& rejects) {
  for (const store::Reject& reject : rejects.kept()) {
    run.services.tell(&Observer::unit_rejected, stage.plan.name, reject.part,
                      base::Error{.problem = reject.text, .is_rejection = true});
  }
  return rejects.count();
}

// `streamed` is what it made already, if it began before its input was complete.
void run_collector_stage(RunState& run, StageRun& stage, std::optional<CollectorResult> streamed) {
  Intake& intake = *run.intake_of(stage.index, 0);
  const std::uint64_t count = intake.count();
  stage.counters.received += count;
  CollectorResult made;
  if (streamed) {
    made = std::move(*streamed);
  } else {
    run.services.tell(&Observer::stage_started, stage.plan.name);
    const Resources::Hold hold(run.resources, stage.plan.about().needs);
    made = run_collector(stage, intake);
  }
  UnitResult& result = made.result;
  if (result.kind == UnitResult::Kind::rejected) {
    // A collector has one input, which is all that there is: nothing would be left to go on with.
    result.kind = UnitResult::Kind::failed;
  }
  if (result.kind == UnitResult::Kind::cancelled) {
    stage.counters.cancelled += count;
    stage.end(StageStatus::interrupted);
  } else if (result.kind == UnitResult::Kind::failed) {
    stage.counters.held += count;
    stage.fail(result.error);
    run.services.tell(&Observer::unit_failed, stage.plan.name, stage.plan.name, result.error);
    stage.end(StageStatus::failed, stage.plan.name);
  } else {
    const std::uint64_t rejected = tell_rejected(run, stage, result.rejects);
    if (result.kind == UnitResult::Kind::dropped) result.left_out.add(result.reason, count - rejected);
    for (const auto& [reason, n] : result.left_out.counts()) stage.counters.drop(reason, n);
    stage.counters.rejected += rejected;
    stage.counters.emitted += count - result.left_out.sum() - rejected;
    if (result.is_restored) stage.counters.restored += count;
    deliver(run, stage, std::move(made.outputs));
    stage.end(stage.over_tolerance() ? StageStatus::failed : StageStatus::finished);
  }
  stage.close();
}

void run_levels(RunState& run) {
  const std::vector<std::size_t> order = run.services.plan.upstream_first();
  for (int level = 1; level <= run.services.plan.level_count(); ++level) {
    std::vector<StageRun*> nodes;
    std::vector<StageRun*> collectors;
    for (const std::size_t index : order) {
      const auto& stage = run.stages[index];
      if (!stage->is_selected || stage->plan.level != level) continue;
      if (stage->plan.is_collector())
        collectors.push_back(stage.get());
      else if (prepare(run, *stage))
        nodes.push_back(stage.get());
    }
    std::optional<StreamedCollector> streamed;
    if (!nodes.empty()) streamed = run_level(run, nodes, collectors);
    for (StageRun* stage : collectors) {
      if (!prepare(run, *stage)) continue;
      std::optional<CollectorResult> made;
      if (streamed && streamed->stage == stage) made = std::move(streamed->result);
      run_collector_stage(run, *stage, std::move(made));
    }
  }
}

void judge_run(const RunState& run, RunReport& report) {
  const auto is_bad = [](StageStatus status) {
    return status == StageStatus::failed || status == StageStatus::held;
  };
  for (const auto& stage : run.stages) {
    if (!stage->is_selected) continue;
    if (const auto error = stage->error())
      report.problems.push_back("stage " + stage->plan.name + ": " + error->text());
    if (const auto excess = stage->over_tolerance()) report.problems.push_back(excess->text());
    if (is_bad(stage->status())) report.exit_code = ExitCode::finished_with_failures;
  }
  for (const PublishReport& published : report.published) {
    if (published.is_published) continue;
    report.problems.push_back(
        fmt::format("{} was not published ({}): what stood there before is unchanged{}{}", published.name,
                    published.why_not, published.what_to_do.empty() ? "" : "; ", published.what_to_do));
    report.exit_code = ExitCode::finished_with_failures;
  }
  for (const auto& stage : run.stages) {
    if (stage->has_load_error()) report.exit_code = ExitCode::load_error;
  }
  if (run.services.stop.stop_requested()) report.exit_code = ExitCode::interrupted;
  for (const std::string& line : report.ledger.imbalances()) {
    report.problems.push_back("the ledger does not balance: " + line);
    report.exit_code = ExitCode::broken_promise;
  }
}

}  // namespace

store::Result<RunReport> run(const Plan& plan, const RunOptions& options_in, store::Store& store,
                             const std::filesystem::path& store_path, plugins::Loader& loader) {
  RunOptions options = options_in;
  if (options.jobs == 0) options.jobs = static_cast<std::size_t>(oneapi::tbb::info::default_concurrency());
  RunReport report;
  const auto selected = select_stages(plan, options);
  if (!selected) {
    report.problems.push_back(selected.error().text());
    report.exit_code = ExitCode::usage_error;
    return report;
  }
  Timers timers;
  const std::stop_callback hurry(options.stop, [&timers] { timers.hurry(); });
  if (options.memory == 0) options.memory = memory_of_machine() / 2;
  // A quarter each; the gates have the third (stage_node.cpp), and what stages hold while they work is theirs.
  Memory lists(options.memory / 4), intakes(options.memory / 4);
  const Path begin;
  RunServices services{plan,  options, store, store_path, loader,      timers,
                       lists, intakes, begin, 0,          options.stop};
  RunState state(services, *selected);
  if (auto replayed = replay_last_run(state); !replayed) {
    report.problems.push_back(replayed.error().text());
    report.exit_code = ExitCode::usage_error;
    return report;
  }
  const auto run_id =
      store.begin_run({.pipeline = plan.pipeline, .file = plan.place.string(), .profile = plan.profile});
  if (!run_id) return std::unexpected(run_id.error());
  services.run = report.run = *run_id;

  report.jobs = options.jobs;
  // Whatever happens, nobody asks for a snapshot of `state` after it is gone.
  struct Finished {
    const RunServices& services;
    ~Finished() { services.tell(&Observer::run_finished); }
  } finished_guard{services};
  services.tell(&Observer::run_started,
                std::function<std::vector<StageAccount>()>([&state] { return state.ledger().stages; }));
  {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                            options.jobs);
    oneapi::tbb::task_arena arena(static_cast<int>(options.jobs));
    arena.execute([&] { run_levels(state); });
  }
  const auto flushed = store.flush();
  if (!flushed && flushed.error().kind == store::ErrorKind::store_corrupt)
    return std::unexpected(flushed.error());
  if (flushed) report.published = publish(state);
  report.ledger = state.ledger();
  for (const auto& stage : state.stages) {
    if (stage->is_selected) report.stages.push_back(stage->report());
  }
  judge_run(state, report);
  if (!flushed) {  // what was done is not kept, but what happened is still told
    report.problems.push_back(flushed.error().text());
    if (report.exit_code == ExitCode::all_well) report.exit_code = ExitCode::finished_with_failures;
    return report;
  }
  if (auto recorded = record_stages(state); !recorded) return std::unexpected(recorded.error());
  if (auto finished = store.finish_run(*run_id, std::to_underlying(report.exit_code)); !finished)
    return std::unexpected(finished.error());
  return report;
}

}  // namespace flowrun::graph
