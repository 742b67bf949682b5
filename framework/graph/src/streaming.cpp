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

bool StreamingCollector::is_first_to_begin() {
  if (has_begun_.exchange(true)) return false;
  stage_.services.tell(&Observer::stage_started, stage_.plan.name);
  return true;
}

void StreamingCollector::begin() {
  if (is_first_to_begin()) tasks_.run([this] { work(); });
}

// A task that a thread outside the arena just runs lies in an arena of that thread, where nobody looks for it.
void StreamingCollector::begin_from_anywhere() {
  if (is_first_to_begin()) arena_.enqueue(tasks_.defer([this] { work(); }));
}

void StreamingCollector::work() {
  result_ = stream_collector(stage_, *run_.intake_of(stage_.index, 0), *input_);
}

void StreamingCollector::finish() {
  is_wanted_ = run_.cause_to_hold(stage_).empty();
  if (input_) input_->finish(is_wanted_);
}

std::optional<CollectorResult> StreamingCollector::take_result() {
  return is_wanted_ ? std::exchange(result_, std::nullopt) : std::nullopt;
}

}  // namespace flowrun::graph
