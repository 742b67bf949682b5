#include <fstream>
#include <system_error>
#include <utility>

#include <base/json.hpp>
#include <graph/last_run.hpp>
#include <report/killed_run.hpp>
#include <report/run_folder.hpp>

#include "points_in.hpp"

namespace flowrun::report {
namespace {

namespace fs = std::filesystem;
using base::Json;

constexpr std::string_view what_to_do =
    "The process was killed, or the machine went down, before the run ended. What was finished until then is "
    "in the store: "
    "the same command goes on from there.";

// All stages of the pipeline, which the settings list.
Json stages_of(const Json& run) {
  Json stages = Json::of_array();
  for (const base::JsonMember& one : run["settings"].members) {
    Json stage = Json::of_object();
    stage.set("stage", Json::of_string(one.key));
    stage.set("type", Json::of_string(one.value["type"].string()));
    stage.set("status", Json::of_string("not started"));
    stages.items.push_back(std::move(stage));
  }
  return stages;
}

Json* find_stage(Json& stages, std::string_view name) {
  for (Json& stage : stages.items)
    if (stage["stage"].string() == name) return &stage;
  return nullptr;
}

void stage_ended(Json& stage, const Json& event) {
  for (const base::JsonMember& one : event.members)
    if (one.key != "stage" && one.key != "event" && one.key != "seconds")
      stage.set(one.key == "took" ? "seconds" : one.key, one.value);
}

// A last line that the death cut off is no JSON, and skipped.
void read_events(const fs::path& file, Json& run) {
  Json stages = stages_of(run), failures = Json::of_array(), rejects = Json::of_array();
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    const auto event = base::parse_json(line);
    if (!event) continue;
    run.set("seconds", (*event)["seconds"]);
    const std::string_view what = (*event)["event"].string();
    Json* const stage = find_stage(stages, (*event)["stage"].string());
    if (what == "stage_started" && stage) stage->set("status", Json::of_string("killed"));
    if (what == "stage_ended" && stage) stage_ended(*stage, *event);
    if (what == "failed") failures.items.push_back(*event);
    if (what == "rejected") rejects.items.push_back(*event);
  }
  run.set("stages", std::move(stages));
  run.set("failures", std::move(failures));
  run.set("rejects", std::move(rejects));
}

}  // namespace

RunStory killed_run(const fs::path& run_folder, const std::string& death) {
  RunStory story{.run = told_run(run_folder)};
  if (!story.run.is_object()) story.run = Json::of_object();
  story.run.set("status", Json::of_string("killed"));
  Json problems = Json::of_array();
  if (!death.empty()) problems.items.push_back(Json::of_string(death));
  problems.items.push_back(Json::of_string(what_to_do));
  story.run.set("problems", std::move(problems));
  read_events(run_folder / events_file_name, story.run);
  story.points = points_in(run_folder / metrics_file_name, most_metrics_bytes);
  return story;
}

base::Result<std::optional<fs::path>> write_killed_page(const graph::Plan& plan, const store::Store& store,
                                                        const fs::path& store_path,
                                                        const std::string& death) {
  const auto newest = graph::runs_of(plan, store, 1);
  if (!newest || newest->empty() || newest->front().finished_ms) return std::nullopt;
  const fs::path folder = run_folder(store_path, newest->front().id);
  fs::path page = folder / page_file_name;
  std::error_code error;
  // Of a run whose end could not be recorded run.json tells more.
  if (fs::exists(page, error) || told_run(folder)["status"].string() != "running") return std::nullopt;
  if (const auto written = write_kept(page, run_page(killed_run(folder, death))); !written)
    return std::unexpected(written.error());
  return page;
}

}  // namespace flowrun::report
