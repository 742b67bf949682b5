// A collector that begins while its level runs.
//
// It runs on the thread that runs the level, at the bottom of its stack, which works for the level whenever the collector
// waits. Not as a task: a task that waits does not take up what other threads (the store's writer, those of stages that
// wait) let into the graph, and with one worker nobody else would. So of several in one level only one streams; the others
// read what was kept for them when the level has ended.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "collector_unit.hpp"
#include "run_state.hpp"
#include "working_wait.hpp"

namespace flowrun::graph {

class StreamingCollector {
 public:
  // `expected` is where its records will come from.
  StreamingCollector(RunState& run, StageRun& stage, std::vector<StreamedInput::Expected> expected);

  // True if the stage can begin before its input is complete: it claims so, does not wait on threads of its own, may not
  // have to be tried twice, and has no limit of time, which waiting for its input would use up.
  static bool is_possible(const PlannedStage& stage);

  [[nodiscard]] const StageRun& stage() const { return stage_; }
  // Something came for it. It begins with the first record that was not restored: while all are, the store probably has
  // what it would make. Without a key the store cannot have it, so that it begins at once.
  void came(const Message& message) {
    if (!message.is_restored) begin();
  }
  // Runs it once it has begun, and returns when it has ended; if it does not begin, when the level ends.
  void run();
  // The level has ended, and so has everything that the collector may depend on.
  void finish() noexcept;
  // What it made; nothing if it did not begin or was not wanted.
  std::optional<CollectorResult> take_result();

 private:
  void begin();

  RunState& run_;
  StageRun& stage_;
  StreamedInput input_;
  WorkingWait wait_;
  std::atomic<bool> has_begun_ = false;
  std::atomic<bool> has_level_ended_ = false;
  bool is_wanted_ = false;
  std::optional<CollectorResult> result_;
};

}  // namespace flowrun::graph
