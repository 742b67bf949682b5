#include "streaming.hpp"

#include <doctest/doctest.h>

using namespace flowrun::graph;

TEST_CASE(
    "only a collector that claims to stream, and whose attempt may last as long as its level, begins early") {
  PlannedStage stage;
  stage.type.description.form = flow::StageForm::collector;
  CHECK_FALSE(StreamingCollector::is_possible(stage));
  stage.type.description.streaming = true;
  CHECK(StreamingCollector::is_possible(stage));
  const auto changed = [&](auto change) {
    PlannedStage other = stage;
    change(other);
    return StreamingCollector::is_possible(other);
  };
  CHECK_FALSE(changed([](PlannedStage& other) { other.type.description.form = flow::StageForm::transform; }));
  CHECK_FALSE(changed([](PlannedStage& other) { other.type.description.blocking = true; }));
  CHECK_FALSE(changed([](PlannedStage& other) { other.type.description.needs = {{"slot", 1}}; }));
  CHECK_FALSE(changed([](PlannedStage& other) { other.retry.times = 1; }));
  CHECK_FALSE(changed([](PlannedStage& other) { other.timeout = std::chrono::milliseconds(1); }));
}
