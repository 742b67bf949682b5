#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>

#include <graph/dry_run.hpp>
#include <graph/run.hpp>

#include "collector_unit.hpp"
#include "fail_fast.hpp"
#include "level.hpp"
#include "machine.hpp"
#include "prepare.hpp"
#include "publish.hpp"
#include "record_stages.hpp"
#include "run_watch.hpp"
#include "selection.hpp"

namespace flowrun::graph {
namespace {

// Passes on what a collector emitted.
void deliver(RunState& run, StageRun& stage, const std::vector<std::unique_ptr<RecordList>>& lists) {
  constexpr std::size_t records_at_once = 64;
  constexpr std::size_t bytes_at_once = 1 << 20;
  for (const auto& list : lists) {
    while (const auto message = list->next(records_at_once, bytes_at_once)) {
      stage.counters.records_out[message->port] += message->records.size();
      run.deliver_to_intakes(stage, *message);
    }
  }
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
    const Resources::Hold hold(run.services.resources, stage.plan.name, stage.plan.about().needs);
    made = run_collector(stage, intake);
  }
  UnitResult& result = made.result;
  if (result.kind == UnitResult::Kind::cancelled) {
    stage.counters.cancelled += count;
    stage.end(StageStatus::interrupted);
  } else if (result.kind == UnitResult::Kind::unknown) {
    stage.end(StageStatus::finished);
  } else if (result.kind == UnitResult::Kind::failed) {
    stage.counters.held += count;
    stage.fail(result.error);
    run.services.tell(&Observer::unit_failed, stage.plan.name, stage.plan.name, result.error);
    stage.end(StageStatus::failed, stage.plan.name);
  } else {
    const std::uint64_t rejected = result.rejects.count();
    stage.tell_rejects("", result.rejects);
    if (result.kind == UnitResult::Kind::dropped) result.left_out.add(result.reason, count - rejected);
    for (const auto& [reason, n] : result.left_out.counts()) stage.counters.drop(reason, n);
    stage.counters.rejected += rejected;
    stage.counters.emitted += count - result.left_out.sum() - rejected;
    if (result.is_restored) stage.counters.restored += count;
    deliver(run, stage, made.outputs);
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

// What broke the run itself is all that there is to say: the books of a run that broke off need not balance.
void judge_broken_run(const RunFault& fault, RunReport& report) {
  report.problems.insert(report.problems.begin(), fault.text());
  report.exit_code = fault.exit_code();
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
  if (const auto failure = run.services.fault.first_failure()) {
    report.problems.push_back("stopped at the first failure (" + *failure +
                              "): nothing was published, what was finished is kept");
    report.exit_code = ExitCode::finished_with_failures;
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
  if (run.services.fault.is_noted()) return judge_broken_run(run.services.fault, report);
  if (run.services.options.stop.stop_requested()) report.exit_code = ExitCode::interrupted;
  for (const std::string& line : report.ledger.imbalances()) {
    report.problems.push_back("the ledger does not balance: " + line);
    report.exit_code = ExitCode::broken_promise;
  }
}

// What a run consists of, beside what its caller has.
struct Parts {
  Parts(const Plan& plan, const RunOptions& options_in, store::Store& store,
        const std::filesystem::path& store_path, plugins::Loader& loader, const std::vector<bool>& selected)
      : options(with_defaults(options_in, fail_fast)),
        // A quarter each; the gates have the third (stage_node.cpp), and what stages hold while they work is theirs.
        lists(options.memory / 4),
        intakes(options.memory / 4),
        services{plan,   options,      store, store_path,
                 loader, timers,       fault, lost,
                 lists,  intakes,      begin, options.dry ? options.dry->folder() : store_path / "tmp",
                 0,      fault.token()},
        state(services, selected) {}

  static RunOptions with_defaults(RunOptions options, FailFast& fail_fast) {
    if (options.fail_fast) options.observers.push_back(&fail_fast);
    if (options.jobs == 0) options.jobs = static_cast<std::size_t>(oneapi::tbb::info::default_concurrency());
    if (options.memory == 0) options.memory = memory_of_machine() / 2;
    return options;
  }

  RunFault fault;
  FailFast fail_fast{fault};
  const RunOptions options;
  LostUnits lost;
  Timers timers{fault};
  const std::stop_callback<std::function<void()>> hurry{fault.token(), [this] { timers.hurry(); }};
  const std::stop_callback<std::function<void()>> on_stop{options.stop, [this] { fault.stop(); }};
  Memory lists, intakes;
  const Path begin;
  RunServices services;
  RunState state;
};

// Whatever happens here is noted. Nothing of the run is under way when it returns.
void compute(Parts& parts) {
  try {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                            parts.options.jobs);
    const RunWatch watch(parts.state);
    oneapi::tbb::task_arena arena(static_cast<int>(parts.options.jobs));
    arena.execute([&] { run_levels(parts.state); });
  } catch (...) {
    parts.fault.note_exception("its levels were run");
  }
}

// Of a run that broke off, stages that it did not come to, and all if the store could not keep what they gave.
void mark_interrupted(RunState& run) {
  const bool is_lost = run.services.fault.store_error().has_value();
  for (const auto& stage : run.stages) {
    const bool is_untouched = stage->status() == StageStatus::not_selected;
    if (stage->is_selected && (is_untouched || (is_lost && stage->status() == StageStatus::finished)))
      stage->end(StageStatus::interrupted);
  }
}

// Publishes the results, and records and reports what came of the run once its work is over.
store::Result<void> conclude(Parts& parts, store::Store& store, RunReport& report) {
  RunState& state = parts.state;
  if (const auto flushed = store.flush(); !flushed) {
    if (flushed.error().kind == store::ErrorKind::store_corrupt) return std::unexpected(flushed.error());
    parts.fault.note(flushed.error());
  }
  try {
    if (!parts.fault.is_noted() && !parts.fault.first_failure()) {
      PublishOutcome outcome = publish(state);
      report.published = std::move(outcome.results);
      report.mismatches = std::move(outcome.mismatches);
      report.problems = std::move(outcome.problems);
      if (!report.problems.empty()) report.exit_code = ExitCode::finished_with_failures;
    }
  } catch (...) {
    parts.fault.note_exception("results were published");
  }
  if (parts.fault.is_noted()) mark_interrupted(state);
  report.ledger = state.ledger();
  for (const auto& stage : state.stages) {
    if (stage->is_selected) report.stages.push_back(stage->report());
  }
  judge_run(state, report);
  if (parts.fault.store_error()) return {};  // nothing can be recorded any more
  if (auto recorded = record_stages(state, report.published); !recorded) return recorded;
  auto finished = store.finish_run(report.run, std::to_underlying(report.exit_code));
  if (!finished) return finished;
  const std::string file = parts.services.plan.place.string();
  return store.forget_repeated_runs({.name = parts.services.plan.pipeline, .file = file});
}

// Nothing was done that could be recorded.
void conclude_dry(Parts& parts, RunReport& report) {
  report.jobs = parts.options.jobs;
  parts.options.dry->end(parts.state);
  for (const auto& stage : parts.state.stages) {
    if (stage->is_selected) report.stages.push_back(stage->report());
  }
  judge_run(parts.state, report);
}

}  // namespace

std::expected<RunReport, RunError> run(const Plan& plan, const RunOptions& options, store::Store& store,
                                       const std::filesystem::path& store_path, plugins::Loader& loader) {
  RunReport report;
  const auto selected = select_stages(plan, options);
  if (!selected) {
    report.problems.push_back(selected.error().text());
    report.exit_code = ExitCode::usage_error;
    return report;
  }
  // Threads that were given up use it to the end of the process.
  bool is_in_use = false;
  const auto keep_for_lost = [&is_in_use](Parts* all) {
    if (!is_in_use) delete all;
  };
  const std::unique_ptr<Parts, decltype(keep_for_lost)> owner(
      new Parts(plan, options, store, store_path, loader, *selected), keep_for_lost);
  Parts& parts = *owner;
  RunState& state = parts.state;
  if (auto replayed = replay_last_run(state, report.warnings); !replayed) {
    report.problems.push_back(replayed.error().text());
    report.exit_code = ExitCode::usage_error;
    return report;
  }
  if (auto limited = limit_warning(state); !limited.empty()) report.warnings.push_back(std::move(limited));
  if (options.dry) {
    options.dry->begin(plan.stages.size());
    compute(parts);
    report.lost = parts.lost.wait(parts.options.patience.timeout);
    is_in_use = !report.lost.empty();
    conclude_dry(parts, report);
    return report;
  }
  const auto run_id = store.begin_run({.pipeline = plan.pipeline,
                                       .file = plan.place.string(),
                                       .profile = plan.profile,
                                       .options = options.asked});
  if (!run_id) return std::unexpected(RunError{run_id.error(), {}});
  parts.services.run = report.run = *run_id;

  report.jobs = parts.options.jobs;
  // Whatever happens, nobody asks for a snapshot of `state` after it is gone.
  struct Finished {
    const RunServices& services;
    ~Finished() { services.tell(&Observer::run_finished); }
  } finished_guard{parts.services};
  parts.services.tell(&Observer::run_recorded, *run_id);
  parts.services.tell(&Observer::run_started, Snapshot([&state] { return state.now(); }));
  compute(parts);
  report.lost = parts.lost.wait(parts.options.patience.timeout);
  is_in_use = !report.lost.empty();
  try {
    if (auto concluded = conclude(parts, store, report); !concluded)
      return std::unexpected(RunError{std::move(concluded.error()), std::move(report.lost)});
  } catch (...) {
    if (!is_in_use) throw;
    // Whoever called must learn of the threads.
    parts.fault.note_exception("its report was made");
    report.problems.clear();
    judge_broken_run(parts.fault, report);
  }
  return report;
}

}  // namespace flowrun::graph
