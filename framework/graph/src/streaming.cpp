#include "streaming.hpp"

#include <utility>

#include "accounts.hpp"

namespace flowrun::graph {

StreamingCollector::StreamingCollector(RunState& run, StageRun& stage,
                                       std::vector<StreamedInput::Expected> expected)
    : run_(run),
      stage_(stage),
      input_(*run.intake_of(stage.index, 0), std::move(expected), stage.plan.is_cached, stage.services.stop) {
  if (!stage.plan.is_cached) begin();
}

bool StreamingCollector::is_possible(const PlannedStage& stage) {
  const auto& about = stage.about();
  return stage.is_collector() && about.streaming && !about.blocking && about.needs.empty() &&
         stage.retry.times == 0 && !stage.timeout;
}

void StreamingCollector::begin() {
  if (!has_begun_.load(std::memory_order_relaxed) && !has_begun_.exchange(true)) wait_.wake();
}

void StreamingCollector::run() {
  while (!has_begun_ && !has_level_ended_) wait_.wait();
  if (!has_begun_) return;
  stage_.services.tell(&Observer::stage_started, stage_.plan.name);
  result_ = stream_collector(stage_, *run_.intake_of(stage_.index, 0), input_);
}

void StreamingCollector::finish() noexcept {
  RunFault& fault = stage_.services.fault;
  try {
    is_wanted_ = !fault.is_noted() && run_.cause_to_hold(stage_).empty();
    if (is_wanted_) take_accounts(run_, stage_);
  } catch (...) {
    fault.note_exception("a level ended");
  }
  input_.finish(is_wanted_);
  has_level_ended_ = true;
  wait_.wake();
}

std::optional<CollectorResult> StreamingCollector::take_result() {
  return is_wanted_ ? std::exchange(result_, std::nullopt) : std::nullopt;
}

}  // namespace flowrun::graph
