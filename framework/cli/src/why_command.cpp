// flowrun why FILE STAGE [--record KEY]: what became of a stage or record in the last run, and why it would run now.
#include <filesystem>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include <base/printable.hpp>
#include <graph/forecast.hpp>
#include <graph/make_plan.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "forecast_text.hpp"
#include "options.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

struct WhyOptions {
  FileOptions file;
  std::string stage, record;
  bool json = false;
};

// What a unit of the last run, or a part of its input, came to.
struct Fate {
  std::string record, outcome, reason, evidence;
};

// KEY is the whole key, the beginning of it, or of what follows an "@" in it.
bool is_meant(std::string_view key, std::string_view wanted) {
  if (key.starts_with(wanted)) return true;
  return key.find('@' + std::string(wanted)) != std::string_view::npos;
}

std::string outcome_of(const store::UnitRecord& unit) {
  switch (unit.outcome) {
    case store::Outcome::emitted:
      return fmt::format("emitted {} record{}", unit.outputs.size(), unit.outputs.size() == 1 ? "" : "s");
    case store::Outcome::dropped:
      return "dropped";
    case store::Outcome::failed:
      return "failed";
    case store::Outcome::rejected:
      return "rejected";
  }
  return "";
}

void add_fates(const store::RunUnit& place, const store::UnitRecord& unit, std::string_view wanted,
               bool is_collector, std::vector<Fate>& fates) {
  const bool is_unit = !is_collector && is_meant(place.record_key, wanted);
  if (is_unit) {
    const bool has_reason = unit.outcome != store::Outcome::emitted;
    fates.push_back({place.record_key, outcome_of(unit), has_reason ? unit.reason : "", unit.evidence});
  }
  const auto name_of_part = [&](const std::string& part) {
    return is_collector || part.empty() ? part : place.record_key + ", " + part;
  };
  for (const store::LeftOut& part : unit.left_out) {
    if (is_unit || is_meant(part.part, wanted))
      fates.push_back(
          {name_of_part(part.part), is_collector ? "dropped" : "left out", part.reason, part.evidence});
  }
  for (const store::Reject& part : unit.rejects) {
    if (is_unit || is_meant(part.part, wanted))
      fates.push_back({name_of_part(part.part), "rejected", part.text, ""});
  }
  for (const store::Output& output : unit.outputs) {
    if (is_collector && is_meant(output.key, wanted)) fates.push_back({output.key, "emitted", "", ""});
  }
}

store::Result<std::vector<Fate>> fates_of(const store::Store& store, store::RunId run,
                                          const graph::PlannedStage& stage, std::string_view wanted) {
  std::vector<Fate> fates;
  const auto units = store.units_of(run, stage.name);
  if (!units) return std::unexpected(units.error());
  for (const store::RunUnit& place : *units) {
    // Parts of a source's or transform's units are told with the unit.
    if (!stage.is_collector() && !is_meant(place.record_key, wanted)) continue;
    const auto unit = store.find_unit(place.unit);
    if (!unit) return std::unexpected(unit.error());
    if (*unit) add_fates(place, **unit, wanted, stage.is_collector(), fates);
  }
  return fates;
}

ExitCode tell_record(const WhyOptions& options, const store::Store& store, store::RunId run,
                     const graph::PlannedStage& stage) {
  const auto fates = fates_of(store, run, stage, options.record);
  if (!fates) {
    report::print_error(fates.error().text());
    return ExitCode::finished_with_failures;
  }
  if (options.json) {
    base::JsonWriter json;
    json.begin_object().member("stage", stage.name).member("run", run).key("records").begin_array();
    for (const Fate& fate : *fates) {
      json.begin_object()
          .member("record", fate.record)
          .member("outcome", fate.outcome)
          .member("reason", fate.reason)
          .member("evidence", fate.evidence)
          .end_object();
    }
    print_out(json.end_array().end_object().text() + "\n");
  } else {
    for (const Fate& fate : *fates) {
      std::string line = fate.record + ": " + fate.outcome;
      if (!fate.reason.empty()) line += ": " + fate.reason;
      if (!fate.evidence.empty()) line += " (" + fate.evidence + ")";
      print_out(base::printable_text(line) + "\n");
    }
  }
  if (!fates->empty()) return ExitCode::all_well;
  report::print_error(
      fmt::format("{} has no record {} in its last run ({}): name its key, or the beginning of it",
                  stage.name, options.record, run));
  return ExitCode::finished_with_failures;
}

void tell_stage(const WhyOptions& options, const graph::StageForecast& told, const store::StageRecord& last) {
  if (options.json) {
    base::JsonWriter json;
    write_stage(json, told, true);
    print_out(json.text() + "\n");
    return;
  }
  print_out(fmt::format("run {}: {} in, {} emitted, {} dropped, {} rejected, {} failed\n", told.last_run,
                        last.counts.items, last.counts.emitted, last.counts.dropped, last.counts.rejected,
                        last.counts.failed));
  print_out(fmt::format("now: {} would run, {} be restored, {} depend on others\n", told.run, told.restore,
                        told.depends));
  for (const graph::Change& change : told.changes) print_out("  " + text_of(change) + "\n");
  for (const graph::UnitForecast& one : told.units) {
    if (one.reason)
      print_out(fmt::format("  {}: {}\n", shortened(one.unit.record_key), base::name_of(*one.reason)));
  }
  for (const std::string& stage : told.depends_on) print_out("  depends on " + stage + "\n");
}

ExitCode why(const WhyOptions& options) {
  const auto opened = open_pipeline(options.file, options.record.empty());
  if (!opened) return opened.error();
  const auto store_path = std::filesystem::absolute(options.file.store);
  auto store = store::Store::open(store_path, {.access = store::Access::read_only});
  if (!store) {
    report::print_error(store.error().text());
    return ExitCode::finished_with_failures;
  }
  const auto fail = [](const auto& error) {
    report::print_error(error.text());
    return ExitCode::finished_with_failures;
  };
  const auto plan = graph::make_plan(opened->checked, opened->registry, &store->file_memory());
  const auto index = plan ? plan->stage_named(options.stage) : std::unexpected(plan.error());
  if (!index) {
    report::print_error(index.error().text());
    return ExitCode::usage_error;
  }
  const graph::PlannedStage& stage = plan->stages[*index];
  const auto last = store->last_run({.name = plan->pipeline, .file = plan->place.string()}, stage.name);
  if (!last) return fail(last.error());
  if (!*last)
    return fail(
        base::Error{.problem = "the stage " + stage.name + " has not finished a run",
                    .why = "the store holds none of " + plan->place.string(),
                    .what_to_do = "run it first: flowrun " + plan->file.string() + " --to " + stage.name});
  if (!options.record.empty()) return tell_record(options, *store, (**last).id, stage);
  const auto record = store->stage_of((**last).id, stage.name);
  if (!record) return fail(record.error());
  graph::RunOptions run_options;
  run_options.to = stage.name;
  plugins::Loader loader;
  const auto forecast = graph::forecast(*plan, run_options, *store, store_path, loader);
  if (!forecast) return fail(forecast.error());
  for (const graph::StageForecast& told : forecast->stages) {
    if (told.stage == stage.name && *record) tell_stage(options, told, **record);
  }
  for (const std::string& problem : forecast->problems) report::print_error(problem);
  return forecast->exit_code;
}

}  // namespace

void add_why_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<WhyOptions>();
  CLI::App* command =
      program.add_subcommand("why", "tell what became of a stage or a record, and why it would run now");
  add_file_options(*command, options->file);
  command->add_option("STAGE", options->stage, "a stage of the file")->required();
  command->add_option("--record", options->record, "the key of a record, or the beginning of it")
      ->type_name("KEY");
  command->add_flag("--json", options->json, "print one JSON object");
  command->callback([options, &exit_code] { exit_code = why(*options); });
}

}  // namespace flowrun::cli
