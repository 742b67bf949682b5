// flowrun records FILE STAGE[.PORT]: what a stage emitted in its last run, one JSON object a line, in order.
#include <memory>

#include <fmt/format.h>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <graph/make_plan.hpp>
#include <graph/records.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

struct RecordsOptions {
  FileOptions file;
  graph::WantedRecords wanted;
  bool json = false;
};

// With its port and its key, which other commands take.
std::string as_json(const graph::ShownRecord& record) {
  base::JsonWriter json;
  json.begin_object().member("port", record.port).member("key", base::printable_line(record.key));
  json.key("record").raw(record.json).end_object();
  return std::move(json).take();
}

ExitCode records(const RecordsOptions& options) {
  const auto opened = open_pipeline(options.file, false);
  if (!opened) return opened.error();
  const auto store_path = std::filesystem::absolute(options.file.store);
  auto store = store::Store::open(store_path, {.access = store::Access::read_only});
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
  if (const auto changed = graph::changed_since(*plan, options.wanted.port, *store)) {
    for (const std::string& stage : *changed) {
      report::print_note(
          fmt::format("the settings of {} changed since the run that gave these records", stage));
    }
  }
  std::uint64_t shown = 0;
  std::vector<std::string> warnings;
  plugins::Loader loader;
  const auto listed = graph::each_record(
      *plan, options.wanted, *store, store_path, loader, warnings, [&](const graph::ShownRecord& record) {
        ++shown;
        return print_out(options.json ? as_json(record) : record.json) && print_out("\n");
      });
  for (const std::string& warning : warnings) report::print_warning(warning);
  if (!listed) {
    report::print_error(listed.error().text());
    return ExitCode::usage_error;
  }
  if (shown > 0 || options.wanted.record.empty()) return ExitCode::all_well;
  report::print_error(fmt::format("no record of {} has a key that begins with \"{}\", nor was made of one",
                                  options.wanted.port, options.wanted.record));
  return ExitCode::finished_with_failures;
}

}  // namespace

void add_records_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<RecordsOptions>();
  CLI::App* command =
      program.add_subcommand("records", "print what a stage emitted in its last run, one JSON object a line");
  add_file_options(*command, options->file);
  command->add_option("STAGE", options->wanted.port, "a stage, or STAGE.PORT")->required();
  command
      ->add_option("--record", options->wanted.record,
                   "only records whose key is this or begins with it, and what was made of such a record")
      ->type_name("KEY");
  command->add_flag("--json", options->json, "print {\"port\", \"key\", \"record\"} for each");
  command->callback([options, &exit_code] { exit_code = records(*options); });
}

}  // namespace flowrun::cli
