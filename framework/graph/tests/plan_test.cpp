#include <map>

#include <doctest/doctest.h>

#include <config/wiring.hpp>
#include <graph/ledger.hpp>
#include <graph/plan.hpp>

using namespace flowrun;
using namespace flowrun::graph;

namespace {

// As much of the stage types of oxidizer as levels depend on. (The plugins are not there where this test runs.)
std::map<std::string, flow::StageDescription, std::less<>> stage_types() {
  using enum flow::StageForm;
  const flow::RecordTypeName any{.name = "*"};
  const auto type = [&](flow::StageForm form, std::vector<flow::InputDescription> inputs,
                        const std::vector<std::string>& outputs = {"out"}) {
    flow::StageDescription description{.form = form, .inputs = std::move(inputs)};
    for (flow::InputDescription& input : description.inputs) input.type = any;
    for (const std::string& name : outputs) description.outputs.push_back({.name = name, .type = any});
    return description;
  };
  return {
      {"session_classifier", type(source, {})},
      {"git_miner", type(source, {})},
      {"synthetic_generator", type(source, {})},
      {"dataset_curator", type(collector, {{.name = "examples"}}, {"examples", "summary"})},
      {"jsonl_sink",
       type(collector, {{.name = "examples"}, {.name = "summary", .once = true, .optional = true}})},
      {"review_gate", type(transform, {{.name = "dataset"}})},
      {"dataset_splits", type(transform, {{.name = "dataset"}})},
      {"placebo_lines", type(transform, {{.name = "dataset"}})},
      {"lora_trainer", type(transform, {{.name = "dataset"}})},
      {"cargo_tasks", type(source, {})},
      {"task_samples", type(transform, {{.name = "tasks"}})},
      {"agent_rollout",
       type(transform, {{.name = "tasks"}, {.name = "adapter", .once = true, .optional = true}})},
      {"cargo_evaluator", type(transform, {{.name = "rollouts"}})},
      {"scorecard", type(collector, {{.name = "verdicts"}})},
  };
}

Plan plan_of(const config::Pipeline& pipeline, const config::Wiring& wiring) {
  Plan plan{.file = pipeline.path};
  for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
    PlannedStage stage{.name = pipeline.stages[i].name, .inputs = wiring.stages[i].inputs};
    stage.type.description = *wiring.stages[i].description;
    plan.stages.push_back(std::move(stage));
  }
  assign_levels(plan.stages);
  return plan;
}

}  // namespace

TEST_CASE("oxidizer is cut into its levels") {
  const auto types = stage_types();
  const config::StageCatalogue catalogue{.find = [&](std::string_view use) -> const flow::StageDescription* {
                                           const auto found = types.find(use);
                                           return found == types.end() ? nullptr : &found->second;
                                         },
                                         .names = {}};
  config::Diagnostics diagnostics;
  const auto pipeline = config::load_pipeline(OXIDIZER_PIPELINE, {}, diagnostics);
  REQUIRE_MESSAGE(pipeline, diagnostics.render(false));
  const auto wiring = config::check_wiring(*pipeline, catalogue, diagnostics);
  REQUIRE_MESSAGE(wiring, diagnostics.render(false));
  const Plan plan = plan_of(*pipeline, *wiring);

  std::map<std::string, int> levels;
  for (const PlannedStage& stage : plan.stages) levels[stage.name] = stage.level;
  CHECK(levels == std::map<std::string, int>{
                      {"sessions", 1}, {"commits", 1},       {"synthetic", 1},       {"chores", 1},
                      {"curated", 1},  {"dataset", 2},       {"looked_at", 3},       {"lines", 3},
                      {"adapter", 3},  {"placebo_lines", 3}, {"placebo_adapter", 3}, {"tasks", 1},
                      {"samples", 1},  {"small_tasks", 1},   {"small_samples", 1},   {"reference", 1},
                      {"base", 1},     {"told", 1},          {"tuned", 4},           {"placebo", 4},
                      {"verdicts", 4}, {"score", 4}});
  CHECK(plan.level_count() == 4);
  const auto ancestors = [&](const char* stage) {
    std::vector<std::string> names;
    for (const std::size_t index : plan.ancestors(plan.find(stage).value()))
      names.push_back(plan.stages[index].name);
    return names;
  };
  CHECK(ancestors("base") == std::vector<std::string>{"tasks", "small_tasks", "samples", "small_samples"});
  CHECK(ancestors("adapter") == std::vector<std::string>{"sessions", "commits", "synthetic", "chores",
                                                         "curated", "dataset", "looked_at", "lines"});
  CHECK(ancestors("score").size() == plan.stages.size() - 1);
}

TEST_CASE("a stage that is not in the plan is refused with those that are") {
  Plan plan{.file = "demo.yaml"};
  plan.stages.resize(2);
  plan.stages[0].name = "a";
  plan.stages[1].name = "total";
  CHECK(plan.stage_named("total") == 1);
  CHECK(plan.stage_named("b").error().text() ==
        "there is no stage \"b\" in demo.yaml (its stages are a, total): name one of them");
  CHECK(plan.stage_named("totla").error().text() ==
        "there is no stage \"totla\" in demo.yaml (its stages are a, total): did you mean \"total\"?");
}

TEST_CASE("a ledger that loses a record names the stage or the edge") {
  Ledger ledger;
  ledger.stages = {{.stage = "a",
                    .received = 10,
                    .emitted = 6,
                    .dropped = 2,
                    .failed = 1,
                    .cancelled = 1,
                    .delivered = 10},
                   {.stage = "b", .received = 5, .emitted = 4, .delivered = 6}};
  ledger.edges = {{.from = "a", .to = "b", .emitted = 6, .sent = 6, .received = 5},
                  {.from = "a", .to = "c", .emitted = 6, .sent = 6, .received = 6}};
  const auto lines = ledger.imbalances();
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].find("stage b: 5 received, but 4 accounted for") == 0);
  CHECK(lines[0] == "stage b: 6 delivered, but 5 received");
  CHECK(lines[2] == "edge a -> b: 6 emitted, 6 sent, 5 received");
}
