#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <graph/dry_run.hpp>
#include <graph/last_run.hpp>
#include <graph/records.hpp>
#include <graph/run.hpp>

#include "intake.hpp"
#include "private_folder.hpp"
#include "run_state.hpp"

namespace flowrun::graph {
namespace {

struct Port {
  std::size_t stage;
  std::optional<std::size_t> port;  // none: all of them
};

base::Result<Port> find_port(const Plan& plan, const std::string& name) {
  const std::size_t dot = name.find('.');
  const auto stage = plan.stage_named(name.substr(0, dot));
  if (!stage) return std::unexpected(stage.error());
  if (dot == std::string::npos) return Port{*stage, std::nullopt};
  const auto& outputs = plan.stages[*stage].about().outputs;
  const auto port = std::ranges::find(outputs, name.substr(dot + 1), &flow::OutputDescription::name);
  if (port != outputs.end()) return Port{*stage, static_cast<std::size_t>(port - outputs.begin())};
  std::vector<std::string> names;
  for (const auto& output : outputs) names.push_back(output.name);
  return base::failure(
      fmt::format("the stage {} has no output \"{}\"", plan.stages[*stage].name, name.substr(dot + 1)),
      fmt::format("its outputs are {}", fmt::join(names, ", ")), "name one of them");
}

// The last run in which the stage finished; none is an error.
base::Result<store::Run> needed_run_of(const Plan& plan, const PlannedStage& stage,
                                       const store::Store& store) {
  const auto run = last_run_of(plan, stage, store);
  if (!run) return std::unexpected(run.error().as_error());
  if (*run) return **run;
  return base::failure("the stage " + stage.name + " has not finished a run",
                       "the store holds none of " + plan.place.string(),
                       "run it first: flowrun " + plan.file.string() + " --to " + stage.name);
}

// What the store holds of a stage in a run, or, where it was no part of that, in its own last one.
store::Result<std::optional<store::StageRecord>> recorded(const Plan& plan, const PlannedStage& stage,
                                                          const store::Store& store, store::RunId run) {
  auto found = store.stage_of(run, stage.name);
  if (!found || *found) return found;
  const auto own = last_run_of(plan, stage, store);
  if (!own) return std::unexpected(own.error());
  return *own ? store.stage_of((**own).id, stage.name) : found;
}

bool is_wanted(const WantedRecords& wanted, std::string_view key) {
  return wanted.record.empty() || key.starts_with(wanted.record);
}

base::Result<void> each_kept(const Plan& plan, const Port& port, const WantedRecords& wanted,
                             const store::Store& store, const VisitRecord& visit) {
  const PlannedStage& stage = plan.stages[port.stage];
  const auto run = needed_run_of(plan, stage, store);
  if (!run) return std::unexpected(run.error());
  const auto units = store.units_of(run->id, stage.name);
  if (!units) return std::unexpected(units.error().as_error());
  for (const store::RunUnit& unit : *units) {
    const auto found = store.find_unit(unit.unit);
    if (!found) return std::unexpected(found.error().as_error());
    if (!*found) {
      return base::failure(
          fmt::format("what {} made of {} is not in the store any more", stage.name, unit.record_key),
          "it was damaged or removed", "run the pipeline again");
    }
    for (const store::Output& output : (**found).outputs) {
      if (port.port && output.port != *port.port) continue;
      if (!is_wanted(wanted, unit.record_key) && !is_wanted(wanted, output.key)) continue;
      const auto json = store.read_payload(output.digest);
      if (!json) return std::unexpected(json.error().as_error());
      if (!visit({stage.about().outputs[output.port].name, output.key, *json})) return {};
    }
  }
  return {};
}

// What has come to the published port of this number.
base::Result<bool> each_in_intake(const RunState& run, std::size_t index, std::string_view port,
                                  const WantedRecords& wanted, const VisitRecord& visit) {
  const auto reader = run.intake_of_published(index)->read();
  for (;;) {
    const auto taken = reader->next();
    if (!taken) return std::unexpected(taken.error());
    if (!*taken) return true;
    const Record& record = *(**taken).record;
    if (!is_wanted(wanted, record.key)) continue;
    const auto json = record.content->json();
    if (!json) return std::unexpected(json.error());
    if (!visit({port, record.key, *json})) return false;
  }
}

// Runs the stage dry, as if its ports alone were published.
base::Result<void> each_made_anew(const Plan& plan, const Port& port, const WantedRecords& wanted,
                                  store::Store& store, const std::filesystem::path& store_path,
                                  plugins::Loader& loader, std::vector<std::string>& warnings,
                                  const VisitRecord& visit) {
  const auto& outputs = plan.stages[port.stage].about().outputs;
  Plan shown = plan;
  shown.publish.clear();
  std::vector<std::string_view> names;
  for (std::size_t p = 0; p < outputs.size(); ++p) {
    if (port.port && *port.port != p) continue;
    names.emplace_back(outputs[p].name);
    shown.publish.push_back({.name = outputs[p].name, .file = outputs[p].name, .from = {port.stage, p}});
  }
  const PrivateFolder folder;
  DryRun dry(folder.path());
  base::Result<bool> goes_on = true;
  dry.at_end([&](const RunState& run) {
    for (std::size_t i = 0; i < names.size() && goes_on && *goes_on; ++i)
      goes_on = each_in_intake(run, i, names[i], wanted, visit);
  });
  RunOptions options{.only = plan.stages[port.stage].name, .stale_ok = true, .dry = &dry};
  const auto report = run(shown, options, store, store_path, loader);
  if (!report) return std::unexpected(report.error().as_error());
  warnings = report->warnings;
  if (!goes_on) return std::unexpected(goes_on.error());
  if (report->problems.empty()) return {};
  return base::failure("the records of " + *options.only + " cannot be made anew", report->problems[0]);
}

}  // namespace

base::Result<void> each_record(const Plan& plan, const WantedRecords& wanted, store::Store& store,
                               const std::filesystem::path& store_path, plugins::Loader& loader,
                               std::vector<std::string>& warnings, const VisitRecord& visit) {
  const auto port = find_port(plan, wanted.port);
  if (!port) return std::unexpected(port.error());
  const PlannedStage& stage = plan.stages[port->stage];
  if (stage.is_cached) return each_kept(plan, *port, wanted, store, visit);
  if (is_run_dry(stage))
    return each_made_anew(plan, *port, wanted, store, store_path, loader, warnings, visit);
  return base::failure("the records of " + stage.name + " are not kept",
                       "the stage is not cached, and not declared cheap",
                       "set `cache: true` for it and run again");
}

base::Result<std::vector<std::string>> changed_since(const Plan& plan, const std::string& port_name,
                                                     const store::Store& store) {
  const auto port = find_port(plan, port_name);
  if (!port) return std::unexpected(port.error());
  const auto run = needed_run_of(plan, plan.stages[port->stage], store);
  if (!run) return std::unexpected(run.error());
  std::vector<std::string> changed;
  for (const std::size_t index : plan.with_ancestors(port->stage)) {
    const PlannedStage& stage = plan.stages[index];
    const auto then = recorded(plan, stage, store, run->id);
    if (!then) return std::unexpected(then.error().as_error());
    // The seed is no setting.
    if (*then && !(**then).key_summary.starts_with(settings_text(stage) + "\nseed="))
      changed.push_back(stage.name);
  }
  return changed;
}

}  // namespace flowrun::graph
