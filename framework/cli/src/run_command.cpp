// flowrun run FILE: runs the pipeline.
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
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
#include "stop_signals.hpp"

namespace flowrun::cli {
namespace {

struct RunCommandOptions {
  FileOptions file;
  std::string only, from, to;
  std::vector<std::string> force, retry, limits;
  bool stale_ok = false, rebuilt = false, rehash = false, fail_fast = false;
  std::size_t jobs = 0;
  std::size_t memory = 0;
  std::uint64_t seed = 0;
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

// "20" for every source, "sessions=20" for one; options that come later win.
base::Result<void> read_limits(const std::vector<std::string>& texts, graph::RunOptions& options) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::string_view number =
        std::string_view(text).substr(equals == std::string::npos ? 0 : equals + 1);
    std::size_t most = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), most);
    if (problem != std::errc{} || end != number.data() + number.size() || most == 0) {
      return base::failure("--limit does not take \"" + text + "\"", "it is no number of items",
                           "give one from 1 on, or STAGE=N for one source");
    }
    if (equals == std::string::npos)
      options.limit = most;
    else
      options.limits[text.substr(0, equals)] = most;
  }
  return {};
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
  for (const std::string& warning : report.warnings) report::print_warning(warning);
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
  store::ForgetfulMemory forgetful(store->file_memory());
  store::FileMemory& file_memory = options.rehash ? forgetful : store->file_memory();
  const auto plan = graph::make_plan(opened.checked, opened.registry, &file_memory);
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
                                .seed = options.seed,
                                .out = out,
                                .stop = stop,
                                .observers = {&terminal, &metrics, &failures, &leaver}};
  run_options.force = options.force;
  run_options.stale_ok = options.stale_ok;
  run_options.rebuilt = options.rebuilt;
  run_options.fail_fast = options.fail_fast;
  run_options.file_memory = &file_memory;
  if (const auto limits = read_limits(options.limits, run_options); !limits) {
    report::print_error(limits.error().text());
    return ExitCode::usage_error;
  }
  for (const std::string& stage : options.retry) {
    if (stage.empty())
      run_options.retry_all = true;
    else
      run_options.retry.push_back(stage);
  }
  if (!options.only.empty()) run_options.only = options.only;
  if (!options.from.empty()) run_options.from = options.from;
  if (!options.to.empty()) run_options.to = options.to;
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
  auto* only =
      command->add_option("--only", options->only, "run this stage alone, on the inputs of its last run")
          ->type_name("STAGE");
  command->add_option("--to", options->to, "run this stage and what it needs")
      ->type_name("STAGE")
      ->excludes(only);
  command
      ->add_option("--from", options->from,
                   "run this stage and all that depends on it, on the inputs of its last run; with --to what "
                   "lies between")
      ->type_name("STAGE")
      ->excludes(only);
  command->add_option("--limit", options->limits, "list at most N items of every source, or of STAGE alone")
      ->type_name("[STAGE=]N")
      ->expected(1)
      ->take_all();
  command->add_flag("--stale-ok", options->stale_ok,
                    "take stored inputs for --only and --from although they are out of date");
  command->add_flag("--rebuilt", options->rebuilt, "run anew what another build of the plugin made");
  command->add_flag("--rehash", options->rehash, "read all files anew instead of trusting their times");
  command->add_flag("--fail-fast", options->fail_fast, "stop at the first failure; publish nothing then");
  command->add_option("--force", options->force, "run this stage anew, whatever the store has of it")
      ->type_name("STAGE");
  command
      ->add_option("--retry", options->retry,
                   "try again what failed or was rejected before; without a STAGE, in all stages")
      ->type_name("[STAGE]")
      ->expected(0, 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("-j,--jobs", options->jobs, "threads for computing (default: all that the machine grants)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--memory", options->memory,
                   "what records under way may take, such as 500MiB or 8GB (default: half of the machine's)")
      ->type_name("SIZE")
      ->transform(CLI::Validator(to_bytes, ""));
  command->add_option("--seed", options->seed, "seed of everything that is drawn at random (default 0)")
      ->type_name("N");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace flowrun::cli
