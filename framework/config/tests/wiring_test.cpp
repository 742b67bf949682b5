#include <doctest/doctest.h>

#include <config/check.hpp>
#include <config/parameters.hpp>

#include "stage_fixtures.hpp"
#include "test_support.hpp"

using namespace flowrun::config;
using test_support::TemporaryFolder;

namespace {

CheckedPipeline checked(std::string_view stages) {
  const TemporaryFolder folder;
  const auto path =
      folder.write("demo.yaml", "flowrun: 1\nresources: {cargo: 2}\nstages:\n" + std::string(stages));
  Diagnostics diagnostics;
  auto result = check_pipeline(path, {}, {}, testing::catalogue(), diagnostics);
  CAPTURE(diagnostics.render(false));
  REQUIRE(result);
  return std::move(*result);
}

using Refs = std::vector<PortRef>;

}  // namespace

TEST_CASE("every name is resolved, in the order of from") {
  const CheckedPipeline pipeline = checked(R"(
  verdicts: {use: judge, from: {adapter: adapter, answers: [split.valid, clean, split.train]}}
  adapter: {use: trainer, from: clean, with: {max_seq: 64}}
  split: {use: splitter, from: clean}
  clean: {use: text_source, with: {stores: [.]}}
  answers: {use: rollout, from: split.train}
  all: {use: deleter, from: [verdicts, answers, adapter]}
publish: {valid: split.valid, adapter: {from: adapter, allow_empty: true}}
)");
  const auto& stages = pipeline.wiring.stages;
  REQUIRE(stages.size() == 6);
  CHECK(stages[0].description->name == "judge");
  CHECK(stages[0].inputs[0] == Refs{{2, 1}, {3, 0}, {2, 0}});
  CHECK(stages[0].inputs[1] == Refs{{1, 0}});
  CHECK(stages[3].inputs.empty());
  CHECK(stages[4].inputs[0] == Refs{{2, 0}});
  CHECK(stages[4].inputs[1].empty());
  CHECK(stages[5].inputs[0] == Refs{{0, 0}, {4, 0}, {1, 0}});
  REQUIRE(pipeline.wiring.publish.size() == 2);
  CHECK(pipeline.wiring.publish[0].from == PortRef{2, 1});
  CHECK(pipeline.wiring.publish[0].file == "valid.jsonl");
  CHECK(pipeline.wiring.publish[1].file == "adapter");
  CHECK_FALSE(pipeline.wiring.publish[0].allow_empty);
  CHECK(pipeline.wiring.publish[1].from == PortRef{1, 0});
  CHECK(pipeline.wiring.publish[1].allow_empty);
  REQUIRE(pipeline.parameters.size() == 6);
  CHECK(pipeline.parameters[1].json == R"({"learning_rate":5e-05,"max_seq":64})");
}

TEST_CASE("what a stage holds at times is a resource that it uses") {
  flow::StageDescription stage;
  stage.may_hold = {{"cargo", 2}};
  const auto used = used_resources(stage);
  REQUIRE(used.size() == 1);
  CHECK(used[0].resource == "cargo");
}

TEST_CASE("resources count as one where the file says nothing") {
  Pipeline pipeline;
  pipeline.resources = {{.name = "cargo", .amount = 3}};
  CHECK(granted(pipeline, "cargo") == 3);
  CHECK(granted(pipeline, "gpu") == 1);
}

TEST_CASE("stages that take resources in different orders could wait for each other, and are refused") {
  const auto refused = [](const std::vector<std::vector<std::string>>& orders) {
    Pipeline pipeline;
    std::vector<flow::StageDescription> stages;
    for (const auto& order : orders) {
      pipeline.stages.push_back({.name = "s" + std::to_string(stages.size())});
      stages.push_back({});
      for (const std::string& resource : order) stages.back().may_hold.push_back({resource, 1});
    }
    std::vector<const flow::StageDescription*> descriptions;
    for (const auto& stage : stages) descriptions.push_back(&stage);
    Diagnostics diagnostics;
    check_resources(pipeline, descriptions, diagnostics);
    return diagnostics.has_errors();
  };
  CHECK_FALSE(refused({{"gpu", "cargo"}, {"gpu", "cargo"}, {"cargo"}, {"gpu"}, {}}));
  CHECK_FALSE(refused({{"a", "b", "c"}, {"a", "c"}, {"b", "c"}}));
  CHECK(refused({{"gpu", "cargo"}, {"cargo", "gpu"}}));
  CHECK(refused({{"a", "b"}, {"b", "c"}, {"c", "a"}}));
  CHECK(refused({{"a", "b", "c"}, {"c", "a"}}));
}
