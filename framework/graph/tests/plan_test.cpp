#include <doctest/doctest.h>

#include <graph/ledger.hpp>
#include <graph/plan.hpp>

using namespace flowrun::graph;

namespace {

PlannedStage stage(std::string name, flow::StageForm form, std::vector<std::vector<PortRef>> inputs,
                   std::vector<flow::InputDescription> ports = {{.name = "in"}}) {
  PlannedStage stage{.name = std::move(name), .inputs = std::move(inputs)};
  stage.type.description.form = form;
  if (form != flow::StageForm::source) stage.type.description.inputs = std::move(ports);
  stage.type.description.outputs = {{.name = "out"}};
  return stage;
}

}  // namespace

TEST_CASE("a plan like that of oxidizer is cut into its levels") {
  using enum flow::StageForm;
  Plan plan;
  plan.stages = {
      stage("sessions", source, {}),            // 0
      stage("curated", collector, {{{0, 0}}}),  // 1
      stage("dataset", collector, {{{1, 0}}}),  // 2
      stage("adapter", transform, {{{2, 0}}}),  // 3
      stage("tasks", source, {}),               // 4
      stage("base", transform, {{{4, 0}}}),     // 5
      stage("tuned", transform, {{{4, 0}}, {{3, 0}}},
            {{.name = "tasks"}, {.name = "adapter", .once = true}}),  // 6
      stage("verdicts", transform, {{{5, 0}, {6, 0}}}),               // 7
      stage("score", collector, {{{7, 0}}}),                          // 8
  };
  assign_levels(plan.stages);
  std::vector<int> levels;
  for (const auto& s : plan.stages) levels.push_back(s.level);
  CHECK(levels == std::vector<int>{1, 1, 2, 3, 1, 1, 4, 4, 4});
  CHECK(plan.level_count() == 4);
  CHECK(plan.ancestors(7) == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6});
  CHECK(plan.ancestors(5) == std::vector<std::size_t>{4});
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
