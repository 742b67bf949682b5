#include "attempt.hpp"

#include <utility>

namespace flowrun::graph {

AttemptStop::AttemptStop(StageRun& stage, std::string_view record, std::function<void()> give_up)
    : stage_(stage),
      record_(record),
      give_up_(std::move(give_up)),
      on_run_stop_(stage.services.stop, [this] { source_.request_stop(); }) {
  const std::scoped_lock lock(mutex_);
  time_out_ = stage.services.timers.after(*stage.plan.timeout, [this] { time_out(); });
}

// When the run is being stopped, timers go off early; then it is for whoever stops it to leave what does not end.
void AttemptStop::time_out() {
  is_timed_out_ = true;
  source_.request_stop();
  const std::scoped_lock lock(mutex_);
  if (!is_armed_ || stage_.services.stop.stop_requested()) return;
  lose_ = stage_.services.timers.after(stage_.services.options.patience.timeout, [this] { lose(); });
}

// One that cannot be listed is not given up: nothing may be taken down while its thread uses it unseen.
void AttemptStop::lose() {
  {
    const std::scoped_lock lock(mutex_);
    if (stage_.services.stop.stop_requested() || is_over_) return;
    stage_.services.lost.add(this, stage_.plan.name + ": " + std::string(record_));
    stage_.has_lost_units = true;
    is_over_ = true;
  }
  give_up_();
}

void AttemptStop::end() {
  if (is_given_up()) stage_.services.lost.stay_away(this);
  disarm();
}

bool AttemptStop::is_given_up() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(is_over_, true);
}

void AttemptStop::disarm() {
  std::optional<Timers::Id> time_out, lose;
  {
    const std::scoped_lock lock(mutex_);
    is_armed_ = false;
    time_out.swap(time_out_);
    lose.swap(lose_);
  }
  for (const auto& timer : {time_out, lose}) {
    if (timer) stage_.services.timers.cancel(*timer);
  }
}

base::Error given_up_error(const StageRun& stage) {
  return {.problem = "the unit was given up after " + std::to_string(stage.plan.timeout->count()) + " ms",
          .why = "it did not end when it was asked to",
          .what_to_do = "let the stage look at stop_token(), or raise its `timeout`",
          .is_transient = true};
}

UnitResult judge_attempt(const StageRun& stage, flow::Result done, const Outputs& outputs,
                         bool is_timed_out) {
  if (!done && stage.services.stop.stop_requested()) return {.kind = UnitResult::Kind::cancelled};
  if (!done && is_timed_out) {
    return failed_unit(
        {.problem = "the unit was stopped after " + std::to_string(stage.plan.timeout->count()) + " ms",
         .why = done.error().text(),
         .what_to_do = "raise the stage's `timeout`",
         .is_transient = true});
  }
  if (!done) return failed_unit(std::move(done.error()));
  if (!done->dropped.empty() && outputs.emitted() > 0) {
    return failed_unit({.problem = "the stage emitted records and dropped their input at once",
                        .why = "dropped: " + done->dropped,
                        .what_to_do = "return flow::ok() after emitting"});
  }
  if (stage.plan.about().at_most_one && outputs.emitted() > 1) {
    return failed_unit({.problem = "the stage emitted " + std::to_string(outputs.emitted()) + " records",
                        .why = "it claims the trait at_most_one",
                        .what_to_do = "take the trait away, or emit one record"});
  }
  if (!done->dropped.empty()) {
    return {.kind = UnitResult::Kind::dropped,
            .reason = std::move(done->dropped),
            .evidence = std::move(done->evidence)};
  }
  return {};
}

UnitResult unit_without_records(const Outputs& outputs) {
  const Rejects& rejects = outputs.rejects();
  if (rejects.count() == 0) return {.kind = UnitResult::Kind::dropped, .reason = "nothing emitted"};
  const store::Reject& first = rejects.kept().front();
  base::Error error{.problem = first.part.empty() ? first.text : first.part + ": " + first.text,
                    .is_transient = rejects.is_transient(),
                    .is_rejection = true};
  return {.kind = UnitResult::Kind::rejected, .rejects = rejects, .error = std::move(error)};
}

}  // namespace flowrun::graph
