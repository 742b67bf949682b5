#include <algorithm>
#include <map>

#include <graph/run_now.hpp>

#include "run_state.hpp"

namespace flowrun::graph {
namespace {

// A level begins when those below it have ended, whoever takes whose records.
void add_levels_below(const RunState& run, std::vector<StageNow>& found) {
  for (std::size_t index = 0; index < found.size(); ++index) {
    StageNow& now = found[index];
    const bool has_begun = !now.units.empty() || now.books.ended() > 0 || now.is_listing;
    if (!run.stages[index]->is_selected || now.is_over || has_begun || !now.waits_for.empty()) continue;
    for (std::size_t other = 0; other < found.size(); ++other) {
      if (!run.stages[other]->is_selected || found[other].is_over) continue;
      if (run.stages[other]->plan.level < run.stages[index]->plan.level)
        now.waits_for.push_back(run.stages[other]->plan.name);
    }
  }
}

}  // namespace

RunNow RunState::now() {
  const auto moment = Clock::now();
  std::map<const StageRun*, std::vector<UnitNow>> units;
  for (Sightings::Unit& unit : sightings.look(moment)) {
    units[unit.stage].push_back(
        {.record = std::move(unit.record),
         .time = std::chrono::duration_cast<std::chrono::milliseconds>(moment - unit.since)});
  }
  std::map<std::string, std::string> resources;
  for (auto& [stage, what] : services.resources.waits()) resources.emplace(stage, std::move(what));

  std::vector<StageNow> found(stages.size());
  // What a stage has given by then is counted by those behind it before it is called over: they are looked at later.
  for (const std::size_t index : services.plan.upstream_first()) {
    const StageRun& stage = *stages[index];
    if (!stage.is_selected) continue;
    StageNow& now = found[index];
    now.is_collector = stage.plan.is_collector();
    now.is_listing = stage.plan.is_source() && !stage.is_listed;
    now.may_grow = now.is_listing;
    std::uint64_t given = 0;  // also what waits at the producer's gate
    for (const EdgeRun* edge : edges_into(index)) {
      if (!edge->is_replayed && !found[edge->from.stage].is_over) {
        const std::string& name = services.plan.stages[edge->from.stage].name;
        if (std::ranges::find(now.waits_for, name) == now.waits_for.end()) now.waits_for.push_back(name);
        if (edge->input == 0) now.may_grow = true;
      }
      if (edge->input == 0)
        given += edge->is_replayed ? edge->received.value()
                                   : stages[edge->from.stage]->counters.records_out[edge->from.port].value();
    }
    now.report = stage.report();
    now.seconds_since_unit = stage.seconds_since_unit(moment);
    now.books = stage.counters.account(stage.plan.name, stage.held_by());
    now.known = std::max(now.books.received, given);
    if (const auto at = units.find(&stage); at != units.end()) now.units = std::move(at->second);
    now.input_gate = gates.now(stage, GateSide::input);
    now.output_gate = gates.now(stage, GateSide::output);
    std::ranges::sort(now.units, std::ranges::greater{}, &UnitNow::time);
    if (const auto waits = resources.find(stage.plan.name); waits != resources.end())
      now.resource = waits->second;
    const bool is_idle = now.units.empty() && now.waits_for.empty() && !now.is_listing;
    const bool has_ended = now.report.status != StageStatus::not_selected;
    now.is_over =
        has_ended || (!now.is_collector && is_idle && now.known > 0 && now.books.ended() >= now.known);
    if (now.is_over) now.may_grow = false;
  }
  add_levels_below(*this, found);
  RunNow run{.stages = {}, .resources = services.resources.now()};
  for (std::size_t index = 0; index < stages.size(); ++index) {
    if (stages[index]->is_selected) run.stages.push_back(std::move(found[index]));
  }
  return run;
}

}  // namespace flowrun::graph
