// A stage's work on the records of one message: unit after unit, each restored from the store or attempted once.
//
// What costs something and need not be done for each record is done for the message: the look at the stop token, the
// clock, the books, the context. A stage whose units have keys does them one by one all the same, because each is found,
// timed and kept by itself.
#pragma once

#include <functional>
#include <vector>

#include "at_work.hpp"
#include "attempt.hpp"
#include "outputs.hpp"
#include "stage_context.hpp"
#include "stage_run.hpp"
#include "tally.hpp"
#include "unit_result.hpp"

namespace flowrun::graph {

// Used by one thread at a time, for one message after the other. What a stage throws is a failed unit; what is thrown here
// is a fault of the run (no memory), after which give_up() is called.
class MessageWork {
 public:
  explicit MessageWork(StageRun& stage);
  MessageWork(const MessageWork&) = delete;
  MessageWork& operator=(const MessageWork&) = delete;

  // `path` is that of the message as the stage counts. The pointer must live until end().
  void begin(const MessagePtr& message, const Path& path);
  // Adds what was counted to the stage's books. Before, take what it emitted.
  void end();
  // Lets go of the message, and forgets what was made of it.
  void give_up() noexcept;
  [[nodiscard]] bool is_busy() const { return message_ != nullptr; }

  enum class Ended { in_order, failed };
  // Runs the unit of one of the message's records. Of a failed one the caller decides whether it is tried again or
  // counted.
  Ended run(const Record& record) { return has_keys_ ? run_with_key(record) : run_plainly(record); }
  [[nodiscard]] const base::Error& error() const { return error_; }
  [[nodiscard]] bool may_be_tried_again() const { return may_be_tried_again_; }
  void count_failed() { ++tally_.failed; }
  // All records are cancelled, because the run is being stopped.
  void cancel_all();

  Outputs& outputs() { return outputs_; }
  // Of a stage whose units have a limited time: what is done, by another thread, in place of all that follows the call of the
  // stage, if that does not return. This object must then live on.
  void on_give_up(std::function<void()> give_up) { give_up_ = std::move(give_up); }

 private:
  Ended run_plainly(const Record& record);
  Ended run_with_key(const Record& record);
  // Of a dry run: what would be done is noted.
  Ended foresee(const Record& record, const store::Digest& input);
  Ended foresee_uncached(const Record& record);
  flow::Result call(flow::StageObject& object, const Record& record);
  UnitResult attempt(const Record& record);
  UnitResult judge(flow::Result done, bool is_timed_out);
  Ended hold();
  Ended conclude(UnitResult result);
  Ended conclude_emitted(const ReasonCounts& left_out, const Rejects& rejects);
  flow::StageObject* object() { return object_ ? object_ : make_object(); }
  flow::StageObject* make_object();  // null if it cannot be opened

  StageRun& stage_;
  const bool has_keys_;
  const Message* message_ = nullptr;
  const Path* path_ = nullptr;
  StageContext context_;
  Outputs outputs_;
  Tally tally_;
  std::vector<store::RunUnit> units_;
  Clock::time_point begin_, span_begin_;
  flow::StageObject* object_ = nullptr;
  base::Error error_;
  bool may_be_tried_again_ = false;
  std::function<void()> give_up_;
  AtWork at_work_;
};

}  // namespace flowrun::graph
