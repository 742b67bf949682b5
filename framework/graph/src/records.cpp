#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <graph/records.hpp>

#include "stage_context.hpp"

namespace flowrun::graph {
namespace {

struct Wanted {
  std::size_t stage;
  std::optional<std::size_t> port;  // none: all of them
};

std::expected<Wanted, flow::Error> find_port(const Plan& plan, const std::string& name) {
  const std::size_t dot = name.find('.');
  const auto stage = plan.find(name.substr(0, dot));
  if (!stage) {
    std::vector<std::string> names;
    for (const PlannedStage& one : plan.stages) names.push_back(one.name);
    return std::unexpected(flow::Error{
        .problem = fmt::format("there is no stage \"{}\" in {}", name.substr(0, dot), plan.file.string()),
        .why = fmt::format("its stages are {}", fmt::join(names, ", ")),
        .what_to_do = "name one of them"});
  }
  if (dot == std::string::npos) return Wanted{*stage, std::nullopt};
  const auto& outputs = plan.stages[*stage].about().outputs;
  const auto port = std::ranges::find(outputs, name.substr(dot + 1), &flow::OutputDescription::name);
  if (port != outputs.end()) return Wanted{*stage, static_cast<std::size_t>(port - outputs.begin())};
  std::vector<std::string> names;
  for (const auto& output : outputs) names.push_back(output.name);
  return std::unexpected(flow::Error{.problem = fmt::format("the stage {} has no output \"{}\"",
                                                            plan.stages[*stage].name, name.substr(dot + 1)),
                                     .why = fmt::format("its outputs are {}", fmt::join(names, ", ")),
                                     .what_to_do = "name one of them"});
}

}  // namespace

std::expected<void, flow::Error> each_record(const Plan& plan, const std::string& port_name,
                                             const store::Store& store,
                                             const std::function<void(const std::string&)>& visit) {
  const auto wanted = find_port(plan, port_name);
  if (!wanted) return std::unexpected(wanted.error());
  const PlannedStage& stage = plan.stages[wanted->stage];
  if (!stage.is_cached) {
    return std::unexpected(flow::Error{.problem = "the records of " + stage.name + " are not kept",
                                       .why = "the stage is not cached",
                                       .what_to_do = "set `cache: true` for it and run again"});
  }
  const auto run = store.last_run(plan.pipeline, stage.name);
  if (!run) return std::unexpected(run.error().as_error());
  if (!*run) {
    return std::unexpected(
        flow::Error{.problem = "the stage " + stage.name + " has not finished a run",
                    .why = "the store holds none",
                    .what_to_do = "run it first: flowrun " + plan.file.string() + " --to " + stage.name});
  }
  const auto units = store.units_of((**run).id, stage.name);
  if (!units) return std::unexpected(units.error().as_error());
  for (const store::RunUnit& unit : *units) {
    const auto found = store.find_unit(unit.unit);
    if (!found) return std::unexpected(found.error().as_error());
    if (!*found) {
      return std::unexpected(flow::Error{
          .problem =
              fmt::format("what {} made of {} is not in the store any more", stage.name, unit.record_key),
          .why = "it was damaged or removed",
          .what_to_do = "run the pipeline again"});
    }
    for (const store::Output& output : (**found).outputs) {
      if (wanted->port && output.port != *wanted->port) continue;
      const auto json = store.read_payload(output.digest);
      if (!json) return std::unexpected(json.error().as_error());
      visit(*json);
    }
  }
  return {};
}

}  // namespace flowrun::graph
