#include <utility>

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>

#include <graph/run.hpp>

#include "collector_unit.hpp"
#include "level.hpp"
#include "publish.hpp"
#include "selection.hpp"

namespace flowrun::graph {
namespace {

enum class OnceInputs { there, missing, wrong };

// Brings the `once` inputs of a stage in. A connected port that received none holds the stage (`cause` names
// the producers); one that received several fails it.
OnceInputs take_once_inputs(RunState& run, StageRun& stage, std::string& cause) {
  std::vector<std::shared_ptr<const Content>> once;
  for (std::size_t input = 0; input < stage.plan.inputs.size(); ++input) {
    if (!stage.plan.about().inputs[input].once) continue;
    Intake* intake = run.intake_of(stage.index, input);
    if (!intake) {
      once.push_back(nullptr);
      continue;
    }
    std::string producers;
    for (const PortRef& from : stage.plan.inputs[input]) {
      producers += (producers.empty() ? "" : ", ") + run.services.plan.name_of(from);
    }
    if (intake->count() == 0) {
      cause = producers;
      return OnceInputs::missing;
    }
    const auto entry = intake->read()->next();
    if (!entry) {
      stage.fail(entry.error());
      return OnceInputs::wrong;
    }
    if (intake->count() > 1) {
      stage.fail(
          {.problem = fmt::format("input {} needs exactly one record", stage.plan.about().inputs[input].name),
           .why = fmt::format("{} gave {}", producers, intake->count()),
           .what_to_do = fmt::format("look at what it emits: flowrun records {} {}",
                                     run.services.plan.file.string(), producers)});
      return OnceInputs::wrong;
    }
    once.push_back(stored_content(run.services.store, (**entry).digest, (**entry).bytes));
  }
  stage.set_once(std::move(once));
  return OnceInputs::there;
}

std::uint64_t waiting_records(const RunState& run, const StageRun& stage) {
  const Intake* intake = stage.plan.inputs.empty() ? nullptr : run.intake_of(stage.index, 0);
  return intake ? intake->count() : 0;
}

// The stage does not run: what waits for it is held, or cancelled when the run is being stopped.
void pass_over(RunState& run, StageRun& stage, StageStatus status, std::string cause) {
  stage.end(status, std::move(cause));
  const std::uint64_t waiting = waiting_records(run, stage);
  stage.counters.received += waiting;
  (status == StageStatus::interrupted ? stage.counters.cancelled : stage.counters.held) += waiting;
}

// True if the stage may run now.
bool prepare(RunState& run, StageRun& stage) {
  if (run.services.stop.stop_requested()) return pass_over(run, stage, StageStatus::interrupted, ""), false;
  if (std::string cause = run.cause_to_hold(stage); !cause.empty()) {
    return pass_over(run, stage, StageStatus::held, std::move(cause)), false;
  }
  std::string cause;
  switch (take_once_inputs(run, stage, cause)) {
    case OnceInputs::there:
      return true;
    case OnceInputs::missing:
      return pass_over(run, stage, StageStatus::held, cause), false;
    case OnceInputs::wrong:
      return pass_over(run, stage, StageStatus::failed, stage.plan.name), false;
  }
  return true;
}

void judge(const RunState& run, StageRun& stage) {
  if (stage.error() || stage.is_over_tolerance())
    stage.end(StageStatus::failed);
  else if (run.services.stop.stop_requested() && stage.counters.cancelled > 0)
    stage.end(StageStatus::interrupted);
  else
    stage.end(StageStatus::finished);
}

void run_collector_stage(RunState& run, StageRun& stage) {
  Intake& intake = *run.intake_of(stage.index, 0);
  const std::uint64_t count = intake.count();
  stage.counters.received += count;
  run.services.tell(&Observer::stage_started, stage.plan.name);
  const Resources::Hold hold(run.resources, stage.plan.about().needs);
  UnitResult result = run_collector(stage, intake);
  if (result.kind == UnitResult::Kind::cancelled) {
    stage.counters.cancelled += count;
    stage.end(StageStatus::interrupted);
  } else if (result.kind == UnitResult::Kind::failed) {
    stage.counters.held += count;
    stage.fail(result.error);
    run.services.tell(&Observer::unit_failed, stage.plan.name, stage.plan.name, result.error);
    stage.end(StageStatus::failed, stage.plan.name);
  } else {
    if (result.kind == UnitResult::Kind::dropped) result.left_out.add(result.reason, count);
    for (const auto& [reason, n] : result.left_out.counts()) stage.counters.drop(reason, n);
    stage.counters.emitted += count - result.left_out.sum();
    if (result.is_restored) stage.counters.restored += count;
    for (const Record& record : result.outputs) ++stage.counters.records_out[record.port];
    run.deliver_to_intakes(stage, result.outputs);
    stage.end(StageStatus::finished);
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
    if (!nodes.empty()) run_level(run, nodes);
    for (StageRun* stage : nodes) judge(run, *stage);
    for (StageRun* stage : collectors) {
      if (prepare(run, *stage)) run_collector_stage(run, *stage);
    }
  }
}

// A stage that ran on a part of its input only, because of what happened upstream, has not finished for those
// who read the store later.
store::StageState stored_state(const RunState& run, const StageRun& stage) {
  switch (stage.status()) {
    case StageStatus::finished:
      return run.bad_ancestor(stage.index).empty() ? store::StageState::finished : store::StageState::held;
    case StageStatus::held:
      return store::StageState::held;
    case StageStatus::interrupted:
      return store::StageState::interrupted;
    default:
      return store::StageState::failed;
  }
}

store::Result<void> record_stages(RunState& run) {
  for (const auto& stage : run.stages) {
    if (!stage->is_selected) continue;
    if (auto flushed = stage->flush_units(); !flushed) return flushed;
    const StageCounters& c = stage->counters;
    const store::StageRecord record{
        .stage_type = stage->plan.about().name,
        .version = stage->plan.about().version,
        .build_id = stage->plan.type.build_id,
        .key_summary = stage->key_summary(),
        .counts = {.items = c.received,
                   .emitted = c.emitted,
                   .dropped = c.dropped(),
                   .failed = c.failed,
                   .cancelled = c.cancelled,
                   .held = c.held,
                   .restored = c.restored},
        .microseconds = static_cast<std::int64_t>(stage->report().unit_seconds * 1e6),
        .status = stored_state(run, *stage)};
    if (auto written = run.services.store.record_stage(run.services.run, stage->plan.name, record); !written)
      return written;
  }
  return {};
}

void judge_run(const RunState& run, RunReport& report) {
  const auto is_bad = [](StageStatus status) {
    return status == StageStatus::failed || status == StageStatus::held;
  };
  for (const auto& stage : run.stages) {
    if (!stage->is_selected) continue;
    if (const auto error = stage->error())
      report.problems.push_back("stage " + stage->plan.name + ": " + error->text());
    if (stage->is_over_tolerance()) {
      report.problems.push_back(fmt::format("stage {}: {} of {} failed, more than it may", stage->plan.name,
                                            stage->counters.failed.load(), stage->counters.received.load()));
    }
    if (is_bad(stage->status())) report.exit_code = ExitCode::finished_with_failures;
  }
  for (const PublishReport& published : report.published) {
    if (published.is_published) continue;
    report.problems.push_back(fmt::format("{} was not published ({}): what stood there before is unchanged",
                                          published.name, published.why_not));
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
  RunServices services{plan, options, store, store_path, loader, timers, 0, options.stop};
  RunState state(services, *selected);
  if (auto replayed = replay_last_run(state); !replayed) {
    report.problems.push_back(replayed.error().text());
    report.exit_code = ExitCode::usage_error;
    return report;
  }
  const auto run_id =
      store.begin_run({.pipeline = plan.pipeline, .file = plan.file.string(), .profile = plan.profile});
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
