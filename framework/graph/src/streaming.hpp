// A collector that begins while its level runs.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include "collector_unit.hpp"
#include "run_state.hpp"

namespace flowrun::graph {

class StreamingCollector {
 public:
  StreamingCollector(RunState& run, StageRun& stage, oneapi::tbb::task_group& tasks)
      : run_(run), stage_(stage), tasks_(tasks) {}

  // True if the stage can begin before its input is complete: it claims so, does not wait on threads of its own, may not
  // have to be tried twice, and has no limit of time, which waiting for its input would use up.
  static bool is_possible(const PlannedStage& stage);

  [[nodiscard]] const StageRun& stage() const { return stage_; }
  // Where its records will come from. Before the level begins.
  void expect(std::vector<StreamedInput::Expected> expected);
  // Something came for it, by whatever thread. It begins with the first record that was not restored: while all are, the store probably has
  // what it would make.
  void came(const Message& message) {
    if (!message.is_restored && !has_begun_.load(std::memory_order_relaxed)) begin_from_anywhere();
  }
  // By a thread of the arena; the task is the next that it takes up.
  void begin();
  // The level has ended, and so has everything that the collector may depend on.
  void finish();
  // What it made, once the tasks have ended; nothing if it did not begin or was not wanted.
  std::optional<CollectorResult> take_result();

 private:
  bool is_first_to_begin();
  void begin_from_anywhere();
  void work();

  RunState& run_;
  StageRun& stage_;
  oneapi::tbb::task_group& tasks_;
  oneapi::tbb::task_arena arena_{oneapi::tbb::task_arena::attach{}};  // the level's
  std::optional<StreamedInput> input_;
  std::atomic<bool> has_begun_ = false;
  bool is_wanted_ = false;
  std::optional<CollectorResult> result_;
};

}  // namespace flowrun::graph
