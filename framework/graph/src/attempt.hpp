// One attempt at a unit: its time, and the judgement of what the stage did.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

#include <flow/result.hpp>

#include "outputs.hpp"
#include "stage_run.hpp"
#include "timers.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// The stop token of one attempt that has a limited time: set when the run is being stopped, or when the time is up. An attempt
// that does not heed it is given up after a while.
class AttemptStop {
 public:
  // `give_up` is called from another thread, which then does in its place what the thread of the attempt would have done
  // after it. `record` must live as long as the attempt.
  AttemptStop(StageRun& stage, std::string_view record, std::function<void()> give_up);
  ~AttemptStop() { disarm(); }
  AttemptStop(const AttemptStop&) = delete;
  AttemptStop& operator=(const AttemptStop&) = delete;

  // The attempt has ended. Does not return if it was given up before.
  void end();
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  [[nodiscard]] bool is_timed_out() const { return is_timed_out_; }

 private:
  void time_out();
  void lose();
  void disarm();
  bool is_given_up();

  StageRun& stage_;
  const std::string_view record_;
  const std::function<void()> give_up_;
  std::stop_source source_;
  std::atomic<bool> is_timed_out_ = false;
  std::stop_callback<std::function<void()>> on_run_stop_;
  std::mutex mutex_;      // of what follows
  bool is_over_ = false;  // ended or given up, whichever came first
  bool is_armed_ = true;
  std::optional<Timers::Id> time_out_, lose_;
};

// Why a unit of the stage that was given up has failed.
base::Error given_up_error(const StageRun& stage);

// What became of a unit whose stage returned `done` and emitted `outputs`. A result that came in spite of a time-out is
// good.
UnitResult judge_attempt(const StageRun& stage, flow::Result done, const Outputs& outputs, bool is_timed_out);
// What became of one that went well and emitted nothing: rejected, if parts of it were, else dropped.
UnitResult unit_without_records(const Outputs& outputs);

}  // namespace flowrun::graph
