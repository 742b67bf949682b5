#include "origins.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "last_run.hpp"

namespace flowrun::graph {
namespace {

// Calls `visit` with name and value of each "name=value" line.
void each_line(std::string_view text, const std::function<void(std::string_view, std::string_view)>& visit) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const auto equals = line.find('='); equals != std::string_view::npos)
      visit(line.substr(0, equals), line.substr(equals + 1));
  }
}

// Digests of the files that parameters name ("sha256:HEX", of a list with commas between them) without what they all begin
// with. All other values are JSON.
void add_files(base::Json& files, const std::string& stage, std::string_view settings) {
  constexpr std::string_view head = "sha256:";
  each_line(settings, [&](std::string_view name, std::string_view value) {
    if (!value.starts_with(head)) return;
    std::string digests(value);
    for (std::size_t at = 0; (at = digests.find(head, at)) != std::string::npos;)
      digests.erase(at, head.size());
    files.set(fmt::format("{}.{}", stage, name), base::Json::of_string(digests));
  });
}

// The last run up to `latest` in which the stage finished; 0 if there is none.
store::RunId finished_run(const RunState& run, const PlannedStage& stage, store::RunId latest) {
  const Plan& plan = run.services.plan;
  const store::Store& store = run.services.store;
  const auto last = last_run_of(plan, stage, store);
  if (!last || !*last) return 0;
  if ((**last).id <= latest) return (**last).id;
  const std::string file = plan.place.string();
  const auto runs =
      store.runs({.name = plan.pipeline, .file = file}, std::numeric_limits<std::int32_t>::max());
  if (!runs) return 0;
  for (const store::Run& one : *runs) {
    if (one.id > latest) continue;
    const auto record = store.stage_of(one.id, stage.name);
    if (record && *record && (**record).status == store::StageState::finished) return one.id;
  }
  return 0;
}

std::string now() {
  return fmt::format("{:%FT%TZ}", std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace

Provenance Origins::of(std::size_t index) {
  const Plan& plan = run_.services.plan;
  const PublishedPort& published = plan.publish[index];
  base::Json results = base::Json::of_object(), inputs = results, files = results, stages = results;
  const auto ancestors = plan.ancestors(published.from.stage);
  for (std::size_t other = 0; other < plan.publish.size(); ++other) {
    if (std::ranges::find(ancestors, plan.publish[other].from.stage) == ancestors.end()) continue;
    if (const auto digest = digest_of_result(other); !digest.empty())
      results.set(plan.publish[other].name, base::Json::of_string(digest));
  }
  for (const std::size_t index_of_stage : plan.with_ancestors(published.from.stage)) {
    const PlannedStage& stage = plan.stages[index_of_stage];
    const auto& known = origin(index_of_stage);
    if (!known) continue;
    add_files(files, stage.name, known->settings);
    if (stage.is_source()) {
      auto input = base::Json::of_object({{"items", base::Json::of_number(std::int64_t(known->items))}});
      if (!known->input.empty()) input.set("digest", base::Json::of_string(known->input));
      inputs.set(stage.name, std::move(input));
    }
    stages.set(stage.name,
               base::Json::of_object({{"type", base::Json::of_string(known->type)},
                                      {"version", base::Json::of_number(std::int64_t(known->version))},
                                      {"build", base::Json::of_string(known->build)}}));
  }
  return {.name = published.name,
          .digest = digests_.at(index),
          .pipeline = plan.pipeline,
          .profile = plan.profile,
          .run = run_.services.run,
          .made = now(),
          .made_from = base::Json::of_object(
              {{"results", std::move(results)}, {"inputs", std::move(inputs)}, {"files", std::move(files)}}),
          .stages = std::move(stages),
          .out_of_date = {}};
}

std::string Origins::digest_of_result(std::size_t index) {
  const PublishedPort& published = run_.services.plan.publish[index];
  if (const auto told = digests_.find(index); told != digests_.end()) return told->second;
  std::string digest;
  if (const auto& known = origin(published.from.stage)) {
    each_line(known->results, [&](std::string_view name, std::string_view value) {
      if (name == published.name) digest = value;
    });
  }
  return digest;
}

const std::optional<Origins::Origin>& Origins::origin(std::size_t stage) {
  const auto known = origins_.find(stage);
  if (known != origins_.end()) return known->second;
  auto found = run_.stages[stage]->is_selected ? std::optional(origin_here(stage)) : origin_before(stage);
  return origins_.emplace(stage, std::move(found)).first->second;
}

Origins::Origin Origins::origin_here(std::size_t index) {
  StageRun& stage = *run_.stages[index];
  Origin origin{.type = stage.plan.about().name,
                .version = stage.plan.about().version,
                .build = stage.plan.type.build_id,
                .settings = stage.key_summary(),
                .results = {},
                .items = stage.counters.received,
                .input = {}};
  if (stage.plan.is_source() && stage.flush_units())
    origin.input = input_digest(run_.services.run, stage.plan);
  return origin;
}

std::optional<Origins::Origin> Origins::origin_before(std::size_t index) {
  const PlannedStage& stage = run_.services.plan.stages[index];
  const store::RunId run = replayed_run(index);
  const auto record = run_.services.store.stage_of(run, stage.name);
  if (run == 0 || !record || !*record) return std::nullopt;
  return Origin{.type = (**record).stage_type,
                .version = (**record).version,
                .build = (**record).build_id,
                .settings = (**record).key_summary,
                .results = (**record).results,
                .items = (**record).counts.items,
                .input = stage.is_source() ? input_digest(run, stage) : ""};
}

// The records of a stage before an edge that was replayed were taken from its last run; what fed them ran no later.
store::RunId Origins::replayed_run(std::size_t index) const {
  const Plan& plan = run_.services.plan;
  store::RunId latest = 0;
  for (const auto& edge : run_.edges) {
    if (!edge->is_replayed) continue;
    const auto feeding = plan.with_ancestors(edge->from.stage);
    if (std::ranges::find(feeding, index) == feeding.end()) continue;
    const auto last = last_run_of(plan, plan.stages[edge->from.stage], run_.services.store);
    if (last && *last) latest = std::max(latest, (**last).id);
  }
  return finished_run(run_, plan.stages[index], latest);
}

std::string Origins::input_digest(store::RunId run, const PlannedStage& stage) const {
  const auto units = run_.services.store.units_of(run, stage.name);
  if (!units || units->empty()) return {};
  store::Hasher hasher;
  for (const store::RunUnit& unit : *units) hasher.field(unit.record_key).digest(unit.input);
  return hasher.finish().hex();
}

}  // namespace flowrun::graph
