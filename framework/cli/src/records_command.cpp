// flowrun records FILE STAGE[.PORT]: what a stage emitted in its last run, one JSON object a line, in order.
#include <memory>

#include <fmt/format.h>

#include <graph/make_plan.hpp>
#include <graph/records.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

ExitCode records(const FileOptions& options, const std::string& port_name) {
  const auto opened = open_pipeline(options, false);
  if (!opened) return opened.error();
  const auto store = store::Store::open(options.store, {.access = store::Access::read_only});
  if (!store) {
    report::print_error(store.error().text());
    return store.error().kind == store::ErrorKind::not_found ? ExitCode::usage_error
                                                             : ExitCode::finished_with_failures;
  }
  const auto plan = graph::make_plan(opened->checked, opened->registry, &store->file_memory());
  if (!plan) {
    report::print_error(plan.error().text());
    return ExitCode::usage_error;
  }
  if (const auto changed = graph::changed_since(*plan, port_name, *store)) {
    for (const std::string& stage : *changed) {
      report::print_note(
          fmt::format("the settings of {} changed since the run that gave these records", stage));
    }
  }
  const auto listed = graph::each_record(
      *plan, port_name, *store, [](const std::string& json) { return print_out(json) && print_out("\n"); });
  if (listed) return ExitCode::all_well;
  report::print_error(listed.error().text());
  return ExitCode::usage_error;
}

}  // namespace

void add_records_command(CLI::App& program, ExitCode& exit_code) {
  struct Options {
    FileOptions file;
    std::string port;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("records", "print what a stage emitted in its last run, one JSON object a line");
  add_file_options(*command, options->file);
  command->add_option("STAGE", options->port, "a stage, or STAGE.PORT")->required();
  command->callback([options, &exit_code] { exit_code = records(options->file, options->port); });
}

}  // namespace flowrun::cli
