#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <graph/forecast.hpp>
#include <graph/last_run.hpp>
#include <graph/run.hpp>

#include "accounts.hpp"
#include "named_lines.hpp"
#include "private_folder.hpp"
#include "stored_unit.hpp"

namespace flowrun::graph {
namespace {

namespace fs = std::filesystem;
using UnitsByKey = std::map<std::string, store::RunUnit, std::less<>>;

// What the store has of a stage's last finished run.
struct Before {
  store::RunId run = 0;
  std::optional<store::StageRecord> record;
  UnitsByKey units;
};

class Explainer {
 public:
  Explainer(const Plan& plan, const RunOptions& options, const store::Store& store, const DryRun& dry)
      : plan_(plan), options_(options), store_(store), dry_(dry), before_(plan.stages.size()) {}

  store::Result<void> read_last_runs() {
    for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
      const PlannedStage& stage = plan_.stages[s];
      const auto last = last_run_of(plan_, stage, store_);
      if (!last) return std::unexpected(last.error());
      if (!*last) continue;
      auto record = store_.stage_of((**last).id, stage.name);
      if (!record) return std::unexpected(record.error());
      auto units = store_.units_of((**last).id, stage.name);
      if (!units) return std::unexpected(units.error());
      before_[s] = {.run = (**last).id, .record = std::move(*record), .units = {}};
      for (store::RunUnit& unit : *units) {
        std::string key = unit.record_key;
        before_[s].units.emplace(std::move(key), std::move(unit));
      }
    }
    return {};
  }

  StageForecast explain(std::size_t s, StageStatus status) {
    const Before& before = before_[s];
    StageForecast told{.stage = plan_.stages[s].name,
                       .status = status,
                       .run = dry_.run_dry(s),
                       .changes = changes(s),
                       .last_run = before.run};
    for (DryUnit& unit : dry_.units(s)) {
      UnitForecast one{.unit = std::move(unit)};
      if (const auto found = before.units.find(one.unit.record_key); found != before.units.end())
        one.before = found->second;
      if (one.unit.verdict == Verdict::run) one.reason = reason(s, one, told.changes);
      told.units.push_back(std::move(one));
    }
    if (status == StageStatus::finished) add_unknown(s, told);
    for (const UnitForecast& one : told.units) {
      if (one.unit.verdict == Verdict::run) ++told.run;
      if (one.unit.verdict == Verdict::restore) ++told.restore;
      if (one.unit.verdict == Verdict::depends) ++told.depends;
    }
    if (status == StageStatus::finished) told.depends_on = unknown_before(s);
    return told;
  }

 private:
  std::vector<Change> changes(std::size_t s) const {
    const Before& before = before_[s];
    if (!before.record || !plan_.stages[s].is_cached) return {};
    auto found = changed_lines(before.record->key_summary, key_summary(plan_.stages[s], options_.seed));
    if (!dry_.once(s).empty())
      std::ranges::move(changed_lines(before.record->once, dry_.once(s)), std::back_inserter(found));
    return found;
  }

  RunReason reason(std::size_t s, const UnitForecast& one, const std::vector<Change>& changes) const {
    const PlannedStage& stage = plan_.stages[s];
    if (!stage.is_cached) return RunReason::not_cached;
    if (stage.about().is_volatile) return RunReason::is_volatile;
    if (options_.forces(stage.name)) return RunReason::forced;
    if (const auto found = store_.find_unit(one.unit.unit); found && *found)
      return reason_against(stage, **found, options_).value_or(RunReason::payload_lost);
    if (before_[s].run == 0) return RunReason::never_ran;
    if (!one.before) return RunReason::new_record;
    const auto is_once = [&](const Change& change) {
      return std::ranges::any_of(stage.about().inputs,
                                 [&](const auto& input) { return input.once && input.name == change.name; });
    };
    const auto is_account = [](const Change& change) { return is_account_line(change.name); };
    if (!std::ranges::all_of(changes, [&](const Change& one) { return is_once(one) || is_account(one); }))
      return RunReason::settings;
    if (one.before->input != one.unit.input) return RunReason::input;
    if (std::ranges::any_of(changes, is_account)) return RunReason::accounts;
    return changes.empty() ? RunReason::unit_lost : RunReason::once_input;
  }

  // The records that units before the stage may give, by what they gave in their last run; one of a unit that gave none, since
  // it may give some by now. A collector has one unit.
  void add_unknown(std::size_t s, StageForecast& told) const {
    const PlannedStage& stage = plan_.stages[s];
    if (stage.is_source()) return;
    if (stage.is_collector()) return;
    for (const PortRef& from : stage.inputs[0]) {
      for (std::string& key : unknown_records(from))
        told.units.push_back({.unit = {.verdict = Verdict::depends, .record_key = std::move(key)}});
    }
  }

  std::vector<std::string> unknown_records(const PortRef& from) const {
    std::vector<std::string> keys;
    const auto add = [&](const std::string& unit_key) {
      const auto& units = before_[from.stage].units;
      const auto known = units.find(unit_key);
      const auto found = known == units.end() ? store::Result<std::optional<store::UnitRecord>>()
                                              : store_.find_unit(known->second.unit);
      if (!found || !*found) return keys.push_back(unit_key);
      const std::size_t known_keys = keys.size();
      for (const store::Output& output : (**found).outputs) {
        if (output.port == from.port) keys.push_back(output.key);
      }
      if (keys.size() == known_keys) keys.push_back(unit_key);
    };
    for (const DryUnit& unit : dry_.units(from.stage)) {
      if (unit.verdict != Verdict::restore) add(unit.record_key);
    }
    const PlannedStage& producer = plan_.stages[from.stage];
    if (producer.is_source() || producer.is_collector()) return keys;
    for (const PortRef& further : producer.inputs[0]) std::ranges::for_each(unknown_records(further), add);
    return keys;
  }

  // The nearest ones; those behind which there is another say less.
  std::vector<std::string> unknown_before(std::size_t s) const {
    std::vector<std::string> found;
    for (const auto& upstreams : plan_.stages[s].inputs) {
      for (const PortRef& from : upstreams) {
        const PlannedStage& producer = plan_.stages[from.stage];
        const bool is_unknown = dry_.has_unknown(from.stage) || dry_.has_unknown(plan_.ancestors(from.stage));
        if (is_unknown && std::ranges::find(found, producer.name) == found.end())
          found.push_back(producer.name);
      }
    }
    return found;
  }

  const Plan& plan_;
  const RunOptions& options_;
  const store::Store& store_;
  const DryRun& dry_;
  std::vector<Before> before_;
};

}  // namespace

std::vector<Change> changed_lines(std::string_view before, std::string_view now) {
  const auto then = named_lines(before), current = named_lines(now);
  std::vector<Change> changes;
  const auto value_of = [](const auto& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, [](const auto& line) { return line.first; });
    return found == all.end() ? std::string_view() : found->second;
  };
  for (const auto& [name, value] : current) {
    if (const std::string_view old = value_of(then, name); old != value)
      changes.push_back({std::string(name), std::string(old), std::string(value)});
  }
  for (const auto& [name, value] : then) {
    const bool is_there = std::ranges::any_of(current, [&](const auto& line) { return line.first == name; });
    if (!is_there) changes.push_back({std::string(name), std::string(value), ""});
  }
  return changes;
}

base::Result<Forecast> forecast(const Plan& plan, RunOptions options, store::Store& store,
                                const fs::path& store_path, plugins::Loader& loader) {
  const PrivateFolder folder;
  DryRun dry(folder.path());
  options.dry = &dry;
  const auto report = run(plan, options, store, store_path, loader);
  if (!report) return std::unexpected(report.error().as_error());
  Forecast told{.stages = {},
                .warnings = report->warnings,
                .problems = report->problems,
                .exit_code = report->exit_code};
  if (report->stages.empty()) return told;
  Explainer explainer(plan, options, store, dry);
  if (const auto read = explainer.read_last_runs(); !read) return std::unexpected(read.error().as_error());
  for (const StageReport& stage : report->stages)
    told.stages.push_back(explainer.explain(*plan.find(stage.stage), stage.status));
  return told;
}

}  // namespace flowrun::graph
