// flowrun run FILE: runs the pipeline.
#include <chrono>
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
#include <report/ledger_table.hpp>
#include <report/run_file.hpp>
#include <report/style.hpp>
#include <report/terminal.hpp>

#include "commands.hpp"
#include "leave.hpp"
#include "options.hpp"
#include "output.hpp"
#include "run_options.hpp"
#include "stop_signals.hpp"

namespace flowrun::cli {
namespace {

struct RunCommandOptions {
  FileOptions file;
  ChoosingOptions choosing;
  std::size_t jobs = 0;
  std::size_t memory = 0;
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

void print_report(const graph::RunReport& report) {
  if (!report.ledger.stages.empty())
    report::print_plainly("\n" + report::ledger_table(report, report::use_colour(STDERR_FILENO)));
  for (const graph::StageReport& stage : report.stages) {
    if (stage.units_of_other_build == 0) continue;
    report::print_note(fmt::format(
        "{}: {} restored result{} made by another build of the plugin with the same version "
        "(`strict_code: true` in the file computes them anew)",
        stage.stage, stage.units_of_other_build, stage.units_of_other_build == 1 ? " was" : "s were"));
  }
  for (const std::string& problem : report.problems) report::print_error(problem);
  for (const graph::PublishReport& published : report.published) {
    if (!published.is_published) continue;
    print_out(fmt::format("{}{}\n", published.path.string(), published.is_unchanged ? " (unchanged)" : ""));
  }
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

// One attempt with one store. `store_corrupt` asks for another.
store::Result<ExitCode> run_with_store(const RunCommandOptions& options, const OpenedPipeline& opened,
                                       const std::filesystem::path& store_path, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  auto store = store::Store::open(store_path);
  if (!store) return std::unexpected(store.error());
  print_notes(*store);
  const auto death_note = graph::death_note_in(store_path);
  if (const auto died = graph::take_death_note(death_note)) report::print_warning(*died);
  const graph::DeathWatch death_watch(death_note);
  const auto plan = graph::make_plan(opened.checked, opened.registry, &store->file_memory());
  if (!plan) {
    report::print_error(plan.error().text());
    return ExitCode::usage_error;
  }
  if (const auto known = graph::check_known_libraries(*plan, *store); !known) {
    report::print_error(known.error().text());
    return ExitCode::load_error;
  }
  const auto out = options.file.out / plan->pipeline;
  report::Terminal terminal;
  report::MetricLog metrics(out / "run.metrics.jsonl");
  report::FailureLog failures;
  Leaver leaver(*store);
  graph::RunOptions run_options{.jobs = options.jobs,
                                .memory = options.memory,
                                .out = out,
                                .stop = stop,
                                .observers = {&terminal, &metrics, &failures, &leaver}};
  options.choosing.apply_to(run_options);
  plugins::Loader loader;
  const auto report = graph::run(*plan, run_options, *store, store_path, loader);
  if (!report) {
    if (report.error().lost.empty()) return std::unexpected(report.error());
    report::print_error(report.error().text());
    leave(*store, ExitCode::finished_with_failures, still_runs(report.error().lost));
  }
  if (report->run == 0) {  // refused before anything ran
    print_report(*report);
    return report->exit_code;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  const base::Result<void> files[] = {
      metrics.finish(), report::write_run_file(out / "run.json", *plan, run_options, *report, seconds.count(),
                                               failures.in_order(*plan))};
  print_report(*report);
  ExitCode exit_code = report->exit_code;
  for (const auto& written : files) {
    if (written) continue;
    report::print_error(written.error().text());
    if (exit_code == ExitCode::all_well) exit_code = ExitCode::finished_with_failures;
  }
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

void add_run_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<RunCommandOptions>();
  CLI::App* command = program.add_subcommand("run", "run a pipeline (the command may be left out)");
  add_file_options(*command, options->file);
  add_choosing_options(*command, options->choosing);
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
