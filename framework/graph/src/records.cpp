#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <graph/records.hpp>

#include "last_run.hpp"

namespace flowrun::graph {
namespace {

struct Wanted {
  std::size_t stage;
  std::optional<std::size_t> port;  // none: all of them
};

base::Result<Wanted> find_port(const Plan& plan, const std::string& name) {
  const std::size_t dot = name.find('.');
  const auto stage = plan.stage_named(name.substr(0, dot));
  if (!stage) return std::unexpected(stage.error());
  if (dot == std::string::npos) return Wanted{*stage, std::nullopt};
  const auto& outputs = plan.stages[*stage].about().outputs;
  const auto port = std::ranges::find(outputs, name.substr(dot + 1), &flow::OutputDescription::name);
  if (port != outputs.end()) return Wanted{*stage, static_cast<std::size_t>(port - outputs.begin())};
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

}  // namespace

base::Result<void> each_record(const Plan& plan, const std::string& port_name, const store::Store& store,
                               const std::function<bool(const std::string&)>& visit) {
  const auto wanted = find_port(plan, port_name);
  if (!wanted) return std::unexpected(wanted.error());
  const PlannedStage& stage = plan.stages[wanted->stage];
  if (!stage.is_cached) {
    return base::failure("the records of " + stage.name + " are not kept", "the stage is not cached",
                         "set `cache: true` for it and run again");
  }
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
      if (wanted->port && output.port != *wanted->port) continue;
      const auto json = store.read_payload(output.digest);
      if (!json) return std::unexpected(json.error().as_error());
      if (!visit(*json)) return {};
    }
  }
  return {};
}

base::Result<std::vector<std::string>> changed_since(const Plan& plan, const std::string& port_name,
                                                     const store::Store& store) {
  const auto wanted = find_port(plan, port_name);
  if (!wanted) return std::unexpected(wanted.error());
  const auto run = needed_run_of(plan, plan.stages[wanted->stage], store);
  if (!run) return std::unexpected(run.error());
  std::vector<std::string> changed;
  for (const std::size_t index : plan.with_ancestors(wanted->stage)) {
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
