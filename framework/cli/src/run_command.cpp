// flowrun run FILE: runs the pipeline.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <base/error.hpp>
#include <graph/death_watch.hpp>
#include <graph/known_libraries.hpp>
#include <graph/make_plan.hpp>
#include <graph/run.hpp>
#include <report/activity_log.hpp>
#include <report/event_log.hpp>
#include <report/killed_run.hpp>
#include <report/ledger_table.hpp>
#include <report/metric_log.hpp>
#include <report/metrics_output.hpp>
#include <report/page_file.hpp>
#include <report/progress_events.hpp>
#include <report/run_file.hpp>
#include <report/run_folder.hpp>
#include <report/run_request.hpp>
#include <report/run_summary.hpp>
#include <report/style.hpp>
#include <report/terminal.hpp>
#include <report/trace_file.hpp>

#include "command_hint.hpp"
#include "commands.hpp"
#include "leave.hpp"
#include "options.hpp"
#include "output.hpp"
#include "published_check.hpp"
#include "run_difference.hpp"
#include "run_options.hpp"
#include "stop_signals.hpp"
#include "usual_times.hpp"

namespace flowrun::cli {
namespace {

struct RunCommandOptions {
  FileOptions file;
  std::vector<std::string> words;  // of the command line
  ChoosingOptions choosing;
  std::size_t jobs = 0;
  std::size_t memory = 0;
  bool fail_fast = false;
  bool is_quiet = false;
  bool is_json = false;         // events on stdout, and little on stderr
  std::filesystem::path trace;  // "" for none
  std::string metrics;          // a file or an address; "" for none

  [[nodiscard]] bool tells_little() const { return is_quiet || is_json; }
};

// Turns "500MiB" into bytes. Returns what is wrong, as CLI11 wants it.
std::string to_bytes(std::string& text) {
  const std::string given = text;
  try {
    if (CLI::AsSizeValue(true)(text).empty() && text != "0" && !text.starts_with('-')) return "";
  } catch (const CLI::Error&) {  // of the unit, or too much
  }
  return "\"" + given + "\" is no size: give bytes, or a number with a unit such as 500MiB or 8GB";
}

void print_notes(const store::Store& store) {
  for (const std::string& note : store.notes()) report::print_warning(note);
}

void print_other_builds(const graph::RunReport& report) {
  for (const graph::StageReport& stage : report.stages) {
    if (stage.units_of_other_build == 0) continue;
    report::print_note(fmt::format(
        "{}: {} restored result{} made by another build of the plugin with the same version "
        "(`strict_code: true` in the file computes them anew)",
        stage.stage, stage.units_of_other_build, stage.units_of_other_build == 1 ? " was" : "s were"));
  }
}

void print_published(const graph::RunReport& report, const RunCommandOptions& options) {
  for (const graph::PublishReport& published : report.published) {
    if (!published.is_published) continue;
    if (!options.is_json)
      print_out(fmt::format("{}{}\n", published.path.string(), published.is_unchanged ? " (unchanged)" : ""));
    if (published.previous.empty() || options.tells_little()) continue;
    report::print_note(
        fmt::format("{} (the previous version: {})", published.path.string(), published.previous.string()));
  }
  for (const graph::Mismatch& one : report.mismatches)
    report::print_warning(
        fmt::format("{}: run `{}` to make it again", story_of(one), command_hint("", options.file)));
}

// What is known of a run that has ended, in the order in which it is wanted: at the end what came of it.
void print_report(const graph::RunReport& report, const std::vector<base::Error>& not_kept,
                  const RunCommandOptions& options, const std::filesystem::path& told_in) {
  if (!options.tells_little() && !report.ledger.stages.empty()) {
    const std::string left_out = report::left_out_text(report, told_in.string());
    report::print_plainly("\n" + left_out + (left_out.empty() ? "" : "\n") +
                          report::ledger_table(report, report::use_colour(STDERR_FILENO)) +
                          report::restored_text(report) + report::slowest_text(report));
    print_other_builds(report);
  }
  for (const std::string& warning : report.warnings) report::print_warning(warning);
  for (const std::string& problem : report.problems) report::print_error(problem);
  for (const base::Error& error : not_kept) report::print_error(error.text());
  print_published(report, options);
  flush_out();
  if (!options.tells_little() && !told_in.empty())
    report::print_plainly(fmt::format("report: {}\n", told_in.string()));
}

std::string still_runs(const std::vector<std::string>& lost) {
  return fmt::format("still runs, and is given up: {}", fmt::join(lost, ", "));
}

// Leaves a run that was to stop and does not end.
class Leaver final : public graph::Observer {
 public:
  explicit Leaver(store::Store& store) : store_(store) {}
  void overdue(const std::vector<graph::Waiting>&, ExitCode code, const std::string& why) override {
    if (!why.empty()) report::print_error(why);
    leave(store_, code, "leaving: what is in flight is given up, what was finished is kept");
  }

 private:
  store::Store& store_;
};

// What keeps a run for later: its folder in the store, and what `out` shows of it.
struct Keepers {
  report::EventLog events;
  report::MetricLog metrics;
  report::FailureLog failures;
  report::ActivityLog activity;
  report::RunFile file;
  bool has_page = false;  // report.html is there

  Keepers(const std::filesystem::path& store_path, report::RunHead head, report::EventLog::Follow follow)
      : events(store_path, std::move(follow)), metrics(store_path), file(store_path, std::move(head)) {}

  // Of a run that ended with an error of the store.
  void keep(const graph::Plan& plan, const store::Error& error, const store::Store& store,
            const std::filesystem::path& store_path) {
    if (!file.is_begun()) return;
    const graph::RunReport report{
        .exit_code = ExitCode::finished_with_failures, .problems = {error.text()}, .run = file.run()};
    (void)events.finish(report);
    (void)metrics.finish();
    if (file.finish(report, 0, failures.in_order(plan), {}))
      (void)report::write_run_page(story(), plan, report, store, store_path);
  }
  // What could not be kept.
  std::vector<base::Error> keep(const graph::Plan& plan, const graph::RunReport& report,
                                const store::Store& store, const std::filesystem::path& store_path,
                                double seconds, const std::filesystem::path& out) {
    std::vector<base::Error> errors;
    const auto note = [&](const base::Result<void>& done) {
      if (!done) errors.push_back(done.error());
      return done.has_value();
    };
    note(events.finish(report));
    note(metrics.finish());
    if (note(file.finish(report, seconds, failures.in_order(plan),
                         report::source_inputs(plan, report, store, store_path)))) {
      note(report::show_run(file.folder(), out));
      if (report::did_something(report)) {
        report::RunStory told = story();
        told.comparison = compared_with_last(report.run, {.name = plan.pipeline, .file = plan.place.string()},
                                             store, store_path);
        const auto page = report::write_run_page(std::move(told), plan, report, store, store_path);
        has_page = page.has_value();
        if (!page) errors.push_back(page.error());
      }
    }
    return errors;
  }

 private:
  [[nodiscard]] report::RunStory story() const {
    report::RunStory story;
    story.run = file.told();
    story.activity = activity.activity();
    return story;
  }
};

// The run before could not write its page itself. That this one cannot is no reason not to run.
void tell_killed_run(const graph::Plan& plan, const store::Store& store,
                     const std::filesystem::path& store_path, const std::string& death) {
  const auto page = report::write_killed_page(plan, store, store_path, death);
  if (!page)
    report::print_warning(page.error().text());
  else if (*page)
    report::print_note(fmt::format("the run before was killed; its report: {}", (*page)->string()));
}

// At once: somebody may be reading.
void print_event(std::string_view line) {
  print_out(fmt::format("{}\n", line));
  flush_out();
}

// What shows the run to other programs, where that was asked for.
struct Shown {
  std::unique_ptr<report::TraceFile> trace;
  std::unique_ptr<report::MetricsOutput> metrics;

  // The error of what cannot be written or listened at.
  base::Result<void> begin(const RunCommandOptions& options, const graph::Plan& plan,
                           graph::RunOptions& run_options) {
    if (!options.trace.empty()) {
      std::vector<std::string> stages;
      for (const graph::PlannedStage& stage : plan.stages) stages.push_back(stage.name);
      auto made = report::TraceFile::make(options.trace, std::move(stages));
      if (!made) return std::unexpected(made.error());
      trace = std::move(*made);
      run_options.spans = &trace->spans();
    }
    if (!options.metrics.empty()) {
      auto made = report::MetricsOutput::make(options.metrics, plan);
      if (!made) return std::unexpected(made.error());
      metrics = std::move(*made);
      run_options.observers.push_back(&metrics->metrics());
      if (const auto url = metrics->url(); !url.empty() && !options.tells_little())
        report::print_note("metrics are at " + url);
    }
    return {};
  }

  // Adds what could not be written.
  void end(ExitCode code, std::vector<base::Error>& errors) {
    const auto note = [&errors](const base::Result<void>& done) {
      if (!done) errors.push_back(done.error());
    };
    if (trace) note(trace->finish());
    if (metrics)
      note(metrics->finish(code == ExitCode::all_well && !errors.empty() ? ExitCode::finished_with_failures
                                                                         : code));
  }
};

// One attempt with one store. `store_corrupt` asks for another.
store::Result<ExitCode> run_with_store(const RunCommandOptions& options, const OpenedPipeline& opened,
                                       const std::filesystem::path& store_path, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  auto store = store::Store::open(store_path);
  if (!store) return std::unexpected(store.error());
  print_notes(*store);
  const auto death_note = graph::death_note_in(store_path);
  const auto died = graph::take_death_note(death_note);
  if (died) report::print_warning(*died);
  const graph::DeathWatch death_watch(death_note);
  FileDigests digests(store->file_memory(), options.choosing);
  const auto plan = graph::make_plan(opened.checked, opened.registry, &digests.memory());
  if (!plan) {
    report::print_error(plan.error().text());
    return ExitCode::usage_error;
  }
  if (const auto known = graph::check_known_libraries(*plan, *store); !known) {
    report::print_error(known.error().text());
    return ExitCode::load_error;
  }
  tell_killed_run(*plan, *store, options.file.store, died.value_or(""));
  const auto out = options.file.out / plan->pipeline;
  Leaver leaver(*store);
  graph::RunOptions run_options{.jobs = options.jobs, .memory = options.memory, .out = out, .stop = stop};
  options.choosing.apply_to(run_options);
  run_options.fail_fast = options.fail_fast;
  run_options.file_memory = &digests.memory();
  run_options.asked = report::request_json(options.file.profile, options.file.sets, run_options);
  Keepers kept(store_path,
               {.plan = *plan,
                .options = run_options,
                .command_line = options.words,
                .folder = std::filesystem::current_path(),
                .sets = options.file.sets},
               options.is_json ? print_event : report::EventLog::Follow());
  const bool is_followed = options.is_json || (!options.is_quiet && ::isatty(STDERR_FILENO));
  const auto usual = is_followed ? usual_times(*plan, *store) : std::map<std::string, double>();
  report::Terminal terminal({.is_quiet = options.tells_little(), .stop = stop, .usual = usual});
  report::ProgressEvents progress([&kept](const report::RunView& now) { kept.events.progress(now); }, usual);
  run_options.observers = {&terminal,      &kept.file,     &kept.events, &kept.metrics,
                           &kept.failures, &kept.activity, &leaver};
  if (options.is_json) run_options.observers.push_back(&progress);
  Shown shown;
  if (const auto begun = shown.begin(options, *plan, run_options); !begun) {
    report::print_error(begun.error().text());
    return ExitCode::usage_error;
  }
  plugins::Loader loader;
  const auto report = graph::run(*plan, run_options, *store, store_path, loader);
  if (!report) {
    kept.keep(*plan, report.error(), *store, store_path);
    std::vector<base::Error> not_shown;
    shown.end(ExitCode::finished_with_failures, not_shown);
    for (const base::Error& error : not_shown) report::print_error(error.text());
    if (report.error().lost.empty()) return std::unexpected(report.error());
    report::print_error(report.error().text());
    leave(*store, ExitCode::finished_with_failures, still_runs(report.error().lost));
  }
  if (report->run == 0) {  // refused before anything ran
    std::vector<base::Error> not_shown;
    shown.end(report->exit_code, not_shown);
    print_report(*report, not_shown, options, {});
    return report->exit_code;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  auto not_kept = kept.keep(*plan, *report, *store, store_path, seconds.count(), out);
  shown.end(report->exit_code, not_kept);
  print_report(*report, not_kept, options,
               kept.has_page ? report::run_folder(options.file.store, report->run) / report::page_file_name
                             : out / report::run_file_name);
  ExitCode exit_code = report->exit_code;
  if (!not_kept.empty() && exit_code == ExitCode::all_well) exit_code = ExitCode::finished_with_failures;
  if (!report->lost.empty()) leave(*store, exit_code, still_runs(report->lost));
  return exit_code;
}

ExitCode run(const RunCommandOptions& options) {
  const auto opened = open_pipeline(options.file, true);
  if (!opened) return opened.error();
  const StopSignals signals;
  const auto store_path = std::filesystem::absolute(options.file.store);
  auto exit_code = run_with_store(options, *opened, store_path, signals.token());
  if (!exit_code && exit_code.error().kind == store::ErrorKind::store_corrupt) {
    const auto note = store::Store::set_aside(store_path);
    if (note) {
      report::print_warning(*note);
      exit_code = run_with_store(options, *opened, store_path, signals.token());
    }
  }
  if (exit_code) return *exit_code;
  report::print_error(exit_code.error().text());
  const store::ErrorKind kind = exit_code.error().kind;
  // Another store may do: that is a matter of the command line.
  const bool is_usage = kind == store::ErrorKind::in_use || kind == store::ErrorKind::unsupported;
  return is_usage ? ExitCode::usage_error : ExitCode::finished_with_failures;
}

}  // namespace

void add_run_command(CLI::App& program, ExitCode& exit_code, const std::vector<std::string>& words) {
  auto options = std::make_shared<RunCommandOptions>();
  options->words = words;
  CLI::App* command = program.add_subcommand("run", "run a pipeline (the command may be left out)");
  add_file_options(*command, options->file);
  add_choosing_options(*command, options->choosing);
  command->add_flag("--fail-fast", options->fail_fast, "stop at the first failure; publish nothing then");
  command->add_flag("-q,--quiet", options->is_quiet,
                    "tell warnings, rejects and failures only; results as ever");
  command->add_flag("--json", options->is_json,
                    "print what happens, how far the run is and what came of it as JSON, one object a line");
  command
      ->add_option("--trace", options->trace,
                   "write what each thread did when to this file, for Perfetto or chrome://tracing")
      ->type_name("FILE");
  command
      ->add_option("--metrics", options->metrics,
                   "show the run as metrics for Prometheus: in this file, rewritten every 5 s, or at this "
                   "address, such as :9464, as long as the run lasts")
      ->type_name("FILE|ADDR");
  command
      ->add_option("-j,--jobs", options->jobs, "threads for computing (default: all that the machine grants)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--memory", options->memory,
                   "what records under way may take, such as 500MiB or 8GB (default: half of the machine's)")
      ->type_name("SIZE")
      ->transform(CLI::Validator(to_bytes, ""));
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace flowrun::cli
