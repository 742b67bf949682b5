#include "streaming.hpp"

#include <utility>

namespace flowrun::graph {

bool StreamingCollector::is_possible(const PlannedStage& stage) {
  const auto& about = stage.about();
  return stage.is_collector() && about.streaming && !about.blocking && about.needs.empty() && stage.retry.times == 0 &&
         !stage.timeout;
}

void StreamingCollector::expect(std::vector<StreamedInput::Expected> expected) {
  input_.emplace(*run_.intake_of(stage_.index, 0), std::move(expected), stage_.plan.is_cached, stage_.services.stop);
}

void StreamingCollector::begin() {
  if (has_begun_.load(std::memory_order_relaxed) || has_begun_.exchange(true)) return;
  stage_.services.tell(&Observer::stage_started, stage_.plan.name);
  tasks_.run([this] { result_ = stream_collector(stage_, *run_.intake_of(stage_.index, 0), *input_); });
}

void StreamingCollector::finish() {
  is_wanted_ = run_.cause_to_hold(stage_).empty();
  if (input_) input_->finish(is_wanted_);
}

std::optional<CollectorResult> StreamingCollector::take_result() {
  return is_wanted_ ? std::exchange(result_, std::nullopt) : std::nullopt;
}

}  // namespace flowrun::graph
