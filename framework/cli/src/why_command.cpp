// flowrun why FILE STAGE [--record KEY]: what became of a stage or record in the last run, and why it would run now.
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include <graph/input_changes.hpp>
#include <graph/last_run.hpp>
#include <graph/make_plan.hpp>
#include <report/style.hpp>

#include "asked_stage.hpp"
#include "command_hint.hpp"
#include "commands.hpp"
#include "options.hpp"
#include "why_record.hpp"
#include "why_stage.hpp"

namespace flowrun::cli {
namespace {

struct WhyOptions {
  FileOptions file;
  std::string stage, record;
  bool json = false;
};

ExitCode fail(const base::Error& error) {
  report::print_error(error.text());
  return ExitCode::finished_with_failures;
}

ExitCode tell_stage(const AskedStage& asked, bool as_json) {
  graph::RunOptions options;
  options.to = asked.stage.name;
  plugins::Loader loader;
  const auto forecast = graph::forecast(asked.plan, options, asked.store, asked.store_path, loader);
  if (!forecast) return fail(forecast.error());
  for (const graph::StageForecast& told : forecast->stages) {
    if (told.stage != asked.stage.name) continue;
    const auto input = graph::input_changes(asked.plan, *forecast, asked.stage.name, asked.store);
    if (!input) return fail(input.error().as_error());
    print_stage(told, asked.last, *input, as_json);
  }
  for (const std::string& problem : forecast->problems) report::print_error(problem);
  return forecast->exit_code;
}

ExitCode why(const WhyOptions& options) {
  const auto opened = open_pipeline(options.file, options.record.empty());
  if (!opened) return opened.error();
  const auto first_run = [&] {
    return "run it first: " + command_hint("", options.file, {"--to", options.stage});
  };
  const auto store_path = std::filesystem::absolute(options.file.store);
  auto store = store::Store::open(store_path, {.access = store::Access::read_only});
  if (!store) {
    base::Error error = store.error().as_error();
    if (store.error().kind == store::ErrorKind::not_found) error.what_to_do = first_run();
    return fail(error);
  }
  const auto plan = graph::make_plan(opened->checked, opened->registry, &store->file_memory());
  const auto index = plan ? plan->stage_named(options.stage) : std::unexpected(plan.error());
  if (!index) {
    report::print_error(index.error().text());
    return ExitCode::usage_error;
  }
  const graph::PlannedStage& stage = plan->stages[*index];
  const auto last = graph::last_run_of(*plan, stage, *store);
  if (!last) return fail(last.error().as_error());
  if (!*last) {
    return fail({.problem = "the stage " + stage.name + " has not finished a run",
                 .why = "the store holds none of " + plan->place.string(),
                 .what_to_do = first_run()});
  }
  auto record = store->stage_of((**last).id, stage.name);
  if (!record) return fail(record.error().as_error());
  const AskedStage asked{.options = options.file,
                         .plan = *plan,
                         .stage = stage,
                         .store = *store,
                         .store_path = store_path,
                         .run = (**last).id,
                         .last = record->value_or(store::StageRecord{})};
  return options.record.empty() ? tell_stage(asked, options.json)
                                : tell_record(asked, options.record, options.json);
}

}  // namespace

void add_why_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<WhyOptions>();
  CLI::App* command =
      program.add_subcommand("why", "tell what became of a stage or a record, and why it would run now");
  add_file_options(*command, options->file);
  command->add_option("STAGE", options->stage, "a stage of the file")->required();
  command
      ->add_option("--record", options->record,
                   "the key of a record, or the beginning of it or of a part of it")
      ->type_name("KEY");
  command->add_flag("--json", options->json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = why(*options); });
}

}  // namespace flowrun::cli
