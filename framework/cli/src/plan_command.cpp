// flowrun plan FILE: what a run would do, and why.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <graph/forecast.hpp>
#include <graph/make_plan.hpp>
#include <report/style.hpp>

#include "asked_store.hpp"
#include "commands.hpp"
#include "forecast_text.hpp"
#include "options.hpp"
#include "output.hpp"
#include "run_options.hpp"

namespace flowrun::cli {
namespace {

struct PlanOptions {
  FileOptions file;
  ChoosingOptions choosing;
  bool records = false, json = false;
};

struct Sums {
  std::uint64_t run = 0, restore = 0, depends = 0;
};

Sums sums_of(const graph::Forecast& forecast) {
  Sums sums;
  for (const graph::StageForecast& stage : forecast.stages)
    sums.run += stage.run, sums.restore += stage.restore, sums.depends += stage.depends;
  return sums;
}

void print_json(const graph::Forecast& forecast, bool with_records) {
  base::JsonWriter json;
  json.begin_object().key("stages").begin_array();
  for (const graph::StageForecast& stage : forecast.stages) write_stage(json, stage, with_records);
  const Sums sums = sums_of(forecast);
  json.end_array()
      .member("run", sums.run)
      .member("restore", sums.restore)
      .member("depends", sums.depends)
      .member("warnings", forecast.warnings)
      .member("problems", forecast.problems)
      .end_object();
  print_out(json.text() + "\n");
}

void print_table(const graph::Forecast& forecast, bool with_records) {
  std::size_t width = 5;
  for (const graph::StageForecast& stage : forecast.stages) width = std::max(width, stage.stage.size());
  print_out(fmt::format("{:<{}}  {:>7}  {:>7}  {:>7}  why\n", "stage", width, "run", "restore", "depends"));
  const auto count = [](std::uint64_t n) { return n == 0 ? std::string("-") : std::to_string(n); };
  for (const graph::StageForecast& stage : forecast.stages) {
    std::string line = fmt::format("{:<{}}  {:>7}  {:>7}  {:>7}  {}", stage.stage, width, count(stage.run),
                                   count(stage.restore), count(stage.depends), reasons_of(stage));
    print_out(line.erase(line.find_last_not_of(' ') + 1) + "\n");
    if (!with_records) continue;
    for (const graph::UnitForecast& one : stage.units) {
      print_out(fmt::format("  {:<7}  {}{}{}\n", base::name_of(one.unit.verdict),
                            shortened(one.unit.record_key), one.reason ? ": " : "",
                            one.reason ? base::name_of(*one.reason) : ""));
    }
  }
  const Sums sums = sums_of(forecast);
  if (sums.run == 0 && sums.depends == 0) {
    print_out("Nothing would run.\n");
    return;
  }
  print_out(fmt::format("{} would run, {} be restored", sums.run, sums.restore));
  print_out(sums.depends == 0
                ? ".\n"
                : fmt::format("; of up to {} more it depends on what the others give.\n", sums.depends));
}

ExitCode plan(const PlanOptions& options) {
  const auto opened = open_pipeline(options.file, true);
  if (!opened) return opened.error();
  auto store = AskedStore::open(std::filesystem::absolute(options.file.store));
  if (!store) {
    report::print_error(store.error().text());
    return ExitCode::finished_with_failures;
  }
  FileDigests digests(store->store().file_memory(), options.choosing);
  const auto plan = graph::make_plan(opened->checked, opened->registry, &digests.memory());
  if (!plan) {
    report::print_error(plan.error().text());
    return ExitCode::usage_error;
  }
  graph::RunOptions run_options;
  options.choosing.apply_to(run_options);
  run_options.file_memory = &digests.memory();
  plugins::Loader loader;
  const auto forecast = graph::forecast(*plan, run_options, store->store(), store->path(), loader);
  if (!forecast) {
    report::print_error(forecast.error().text());
    return ExitCode::finished_with_failures;
  }
  if (!forecast->stages.empty()) {
    if (options.json)
      print_json(*forecast, options.records);
    else
      print_table(*forecast, options.records);
  }
  for (const std::string& warning : forecast->warnings) report::print_warning(warning);
  for (const std::string& problem : forecast->problems) report::print_error(problem);
  return forecast->exit_code;
}

}  // namespace

void add_plan_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command = program.add_subcommand("plan", "tell what would run, what would be restored, and why");
  add_file_options(*command, options->file);
  add_choosing_options(*command, options->choosing);
  command->add_flag("--records", options->records, "list each record");
  command->add_flag("--json", options->json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = plan(*options); });
}

}  // namespace flowrun::cli
