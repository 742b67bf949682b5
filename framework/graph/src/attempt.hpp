// One attempt at a unit: its time, and the judgement of what the stage did.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>

#include <flow/result.hpp>

#include "outputs.hpp"
#include "stage_run.hpp"
#include "timers.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// The stop token of one attempt that has a limited time: set when the run is being stopped, or when the time is up.
class AttemptStop {
 public:
  explicit AttemptStop(const StageRun& stage)
      : timers_(stage.services.timers),
        on_run_stop_(stage.services.stop, [this] { source_.request_stop(); }) {
    timer_ = timers_.after(*stage.plan.timeout, [this] {
      is_timed_out_ = true;
      source_.request_stop();
    });
  }
  ~AttemptStop() { disarm(); }
  AttemptStop(const AttemptStop&) = delete;
  AttemptStop& operator=(const AttemptStop&) = delete;

  void disarm() {
    if (timer_) timers_.cancel(*timer_);
    timer_.reset();
  }
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  [[nodiscard]] bool is_timed_out() const { return is_timed_out_; }

 private:
  Timers& timers_;
  std::stop_source source_;
  std::atomic<bool> is_timed_out_ = false;
  std::stop_callback<std::function<void()>> on_run_stop_;
  std::optional<Timers::Id> timer_;
};

// What became of a unit whose stage returned `done` and emitted `outputs`. A result that came in spite of a time-out is
// good.
UnitResult judge_attempt(const StageRun& stage, flow::Result done, const Outputs& outputs, bool is_timed_out);
// What became of one that went well and emitted nothing: rejected, if parts of it were, else dropped.
UnitResult unit_without_records(const Outputs& outputs);

}  // namespace flowrun::graph
