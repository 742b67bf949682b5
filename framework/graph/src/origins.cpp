#include "origins.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <graph/last_run.hpp>

#include "named_lines.hpp"

namespace flowrun::graph {
namespace {

// Digests of the files that parameters name ("sha256:HEX", of a list with commas between them) without what they all begin
// with. All other values are JSON.
void add_files(base::Json& files, const std::string& stage, std::string_view settings) {
  constexpr std::string_view head = "sha256:";
  for (const auto& [name, value] : named_lines(settings)) {
    if (!value.starts_with(head)) continue;
    std::string digests(value);
    for (std::size_t at = 0; (at = digests.find(head, at)) != std::string::npos;)
      digests.erase(at, head.size());
    files.set(fmt::format("{}.{}", stage, name), base::Json::of_string(digests));
  }
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
    for (const auto& [name, value] : named_lines(known->results)) {
      if (name == published.name) digest = value;
    }
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
  const auto found = last_run_up_to(plan, plan.stages[index], latest, run_.services.store);
  return found ? found->value_or(0) : 0;
}

std::string Origins::input_digest(store::RunId run, const PlannedStage& stage) const {
  const auto units = run_.services.store.units_of(run, stage.name);
  if (!units || units->empty()) return {};
  store::Hasher hasher;
  for (const store::RunUnit& unit : *units) hasher.field(unit.record_key).digest(unit.input);
  return hasher.finish().hex();
}

}  // namespace flowrun::graph
