#include "collector_unit.hpp"

#include <exception>
#include <functional>
#include <optional>
#include <semaphore>
#include <thread>
#include <utility>

#include <graph/dry_run.hpp>

#include "at_work.hpp"
#include "attempt.hpp"
#include "stage_context.hpp"
#include "unit_cache.hpp"

namespace flowrun::graph {
namespace {

// One attempt, and what is looked at afterwards.
class CollectorAttempt {
 public:
  // `give_up` as AttemptStop has it.
  CollectorAttempt(StageRun& stage, Intake& intake, std::function<void()> give_up = {})
      : stage_(stage), intake_(intake), give_up_(std::move(give_up)), outputs_(stage) {
    outputs_.begin_message(no_inputs_, stage.services.begin);
    // The node's name must not show in what is made: renaming a node redoes nothing.
    unit_.key = stage.plan.about().name;
  }

  store::Digest key(const store::Digest& all) const { return stage_.unit_key(unit_.key, all); }
  std::optional<CollectorResult> restored(const store::Digest& key) {
    begin();
    auto found = restore(stage_, key, outputs_);
    if (!found) return std::nullopt;
    outputs_.keep();
    return CollectorResult{std::move(*found), outputs_.take_lists()};
  }
  // Reads `input` with a context whose working folder `place` names.
  UnitResult run(CollectorInput& input, StageContext& context, std::stop_token stop);
  // What was run counts as run from here on.
  CollectorResult finish(UnitResult result, const std::optional<store::Digest>& key, bool is_final);

  void begin() { outputs_.begin(unit_, stage_.plan.is_cached); }
  [[nodiscard]] const Record& unit() const { return unit_; }

 private:
  void review(UnitResult& result, const CollectorInput& input) const;

  StageRun& stage_;
  Intake& intake_;
  const std::function<void()> give_up_;
  const MessagePtr no_inputs_;
  Record unit_;
  Outputs outputs_;
  bool is_opened_ = false;
  Clock::time_point begin_;
  Clock::duration time_{};
};

// What the collector did not read belongs to its input all the same: to its key, and to the books.
flow::Result read_rest(CollectorInput& input, flow::Result done) {
  try {
    input.finish_reading();
    return done;
  } catch (const flow::Failure& failure) {
    return flow::failed(failure.error());
  }
}

UnitResult CollectorAttempt::run(CollectorInput& input, StageContext& context, std::stop_token stop) {
  const auto object = stage_.object();
  if (!object) return failed_unit(object.error());
  is_opened_ = true;
  begin();
  context.begin_unit(unit_, stage_.services.begin);
  const AtWork at_work(stage_, context);
  std::optional<AttemptStop> limit;
  if (stage_.plan.timeout) {
    const auto give_up = [this, &context] {
      context.mute();
      give_up_();
    };
    stop = limit.emplace(stage_, unit_.key, give_up).token();
  }
  context.stop_by(std::move(stop));
  if (stage_.plan.is_cached) input.keep_dropped();
  if (stage_.plan.about().reads_accounts) input.show_accounts(stage_.accounts());
  begin_ = Clock::now();
  context.begin_metrics(begin_);
  flow::Result done = (*object)->collect(input, outputs_, context);
  if (done) done = read_rest(input, std::move(done));
  time_ = Clock::now() - begin_;
  if (stage_.services.options.spans)
    stage_.add_span(SpanKind::body, begin_, begin_ + time_, {}, intake_.count());
  if (limit) limit->end();
  UnitResult result = judge_attempt(stage_, std::move(done), outputs_, limit && limit->is_timed_out());
  // Its one input is all that there is: nothing would be left to go on with.
  if (result.kind == UnitResult::Kind::rejected) {
    result.error.is_rejection = false;
    result = failed_unit(std::move(result.error));
  }
  if (result.is_emitted()) review(result, input);
  if (result.is_emitted() && outputs_.emitted() == 0) {
    Rejects rejects = std::move(result.rejects);
    result = {.kind = UnitResult::Kind::dropped, .reason = "nothing emitted"};
    result.rejects = std::move(rejects);
  }
  result.left_out_parts = input.dropped_records();
  result.metrics = context.take_metrics();
  if (result.is_emitted() || result.kind == UnitResult::Kind::dropped) context.remove_working_folder();
  context.end_unit();
  return result;
}

// Refuses or completes what the collector did, since each record of its input must be accounted for.
void CollectorAttempt::review(UnitResult& result, const CollectorInput& input) const {
  if (!outputs_.left_out().counts().empty() || outputs_.rejects().count() > 0) {
    result = failed_unit({.problem = "the collector left out parts of its input through its output",
                          .why = "only whole records of a collector's input can be balanced",
                          .what_to_do = "count them with Stream::drop or Stream::reject"});
    return;
  }
  result.left_out = input.dropped();
  result.rejects = input.rejected();
  if (input.taken() < intake_.count()) {
    result.left_out.add("not read by the collector", intake_.count() - input.taken());
  }
  const std::uint64_t left_out = result.left_out.sum() + result.rejects.count();
  if (left_out > intake_.count()) {
    result = failed_unit({.problem = "the collector dropped and rejected more records than it received",
                          .why = std::to_string(left_out) + " of " + std::to_string(intake_.count()),
                          .what_to_do = "call Stream::drop and Stream::reject in one pass only"});
  }
}

CollectorResult CollectorAttempt::finish(UnitResult result, const std::optional<store::Digest>& key,
                                         bool is_final) {
  if (is_opened_) stage_.add_unit_time(begin_, begin_ + time_, 1);
  try {
    if (result.is_emitted()) outputs_.keep();
  } catch (const flow::Failure& failure) {
    result = failed_unit(failure.error());
  }
  if (key && is_opened_ && is_final && result.kind != UnitResult::Kind::cancelled)
    commit_unit(stage_, *key, result, outputs_, time_, nullptr);
  CollectorResult finished{std::move(result), {}};
  if (finished.result.is_emitted()) finished.outputs = outputs_.take_lists();
  return finished;
}

CollectorResult failed(base::Error error) { return {failed_unit(std::move(error)), {}}; }

void remember(StageRun& stage, const Record& unit, const store::Digest& key, const store::Digest& all) {
  stage.record_units({{"", key, std::string(unit.key), all}});
}

// Notes it, if this is a dry run.
void foresee(const StageRun& stage, const Record& record, Verdict verdict, const store::RunUnit& unit = {}) {
  if (DryRun* dry = stage.services.options.dry)
    dry->note(stage.index, {.verdict = verdict,
                            .record_key = std::string(record.key),
                            .order_key = "",
                            .unit = unit.unit,
                            .input = unit.input});
}

CollectorResult unknown() { return {{.kind = UnitResult::Kind::unknown}, {}}; }

CollectorResult try_collector(StageRun& stage, Intake& intake, int attempts_before,
                              std::function<void()> give_up = {}) {
  CollectorAttempt attempt(stage, intake, std::move(give_up));
  const DryRun* dry = stage.services.options.dry;
  if (dry && dry->depends(stage.index)) {
    foresee(stage, attempt.unit(), Verdict::depends);
    return unknown();
  }
  StageContext context(stage, stage.services.stop);
  std::optional<store::Digest> key;
  store::RunUnit unit;
  if (stage.plan.is_cached) {
    const auto all = digest_of_all(intake);
    if (!all) return failed(all.error());
    key = attempt.key(*all);
    unit = {"", *key, std::string(attempt.unit().key), *all};
    if (attempts_before == 0) stage.record_units({unit});
    if (stage.may_restore()) {
      if (auto found = attempt.restored(*key)) {
        foresee(stage, attempt.unit(), Verdict::restore, unit);
        tell_restored_metrics(stage, attempt.unit().key, found->result);
        return std::move(*found);
      }
    }
    context.name_working_folder(*key);
  }
  if (stage.services.options.dry && !is_run_dry(stage.plan)) {
    foresee(stage, attempt.unit(), Verdict::run, unit);
    return unknown();
  }
  WholeInput input(intake, stage.services.stop);
  UnitResult result = attempt.run(input, context, stage.services.stop);
  const bool may_retry = result.kind == UnitResult::Kind::failed && stage.may_retry(attempts_before + 1);
  return attempt.finish(std::move(result), key, !may_retry);
}

// Nothing if it was given up.
std::optional<CollectorResult> try_limited_collector(StageRun& stage, Intake& intake, int attempts_before) {
  struct Attempt {
    std::optional<CollectorResult> result;
    std::exception_ptr thrown;
    std::binary_semaphore over{0};
  };
  auto attempt = std::make_unique<Attempt>();
  std::thread thread([&stage, &intake, attempts_before, &mine = *attempt] {
    try {
      mine.result = try_collector(stage, intake, attempts_before, [&mine] { mine.over.release(); });
    } catch (...) {
      mine.thrown = std::current_exception();
    }
    mine.over.release();
  });
  attempt->over.acquire();
  if (!attempt->result && !attempt->thrown) {
    thread.detach();
    (void)attempt.release();  // the thread may still use it
    return std::nullopt;
  }
  thread.join();
  if (attempt->thrown) std::rethrow_exception(attempt->thrown);
  return std::move(attempt->result);
}

}  // namespace

CollectorResult run_collector(StageRun& stage, Intake& intake) {
  for (int attempts = 1;; ++attempts) {
    std::optional<CollectorResult> tried;
    if (stage.plan.timeout)
      tried = try_limited_collector(stage, intake, attempts - 1);
    else
      tried = try_collector(stage, intake, attempts - 1);
    if (!tried) return failed(given_up_error(stage));
    CollectorResult& result = *tried;
    const bool is_failed = result.result.kind == UnitResult::Kind::failed && !result.result.is_restored;
    if (!is_failed || !stage.may_retry(attempts)) return std::move(result);
    std::binary_semaphore waited(0);  // no graph is running now, so no worker is parked
    stage.services.timers.after(stage.backoff(attempts), [&] { waited.release(); });
    waited.acquire();
  }
}

CollectorResult stream_collector(StageRun& stage, Intake& intake, StreamedInput& input) {
  CollectorAttempt attempt(stage, intake);
  StageContext context(stage, stage.services.stop);
  UnitResult result = attempt.run(input, context, stage.services.stop);
  std::optional<store::Digest> key;
  if (stage.plan.is_cached && (result.is_emitted() || result.kind == UnitResult::Kind::dropped)) {
    const store::Digest all = input.digest_of_all();
    key = attempt.key(all);
    remember(stage, attempt.unit(), *key, all);
    if (stage.may_restore()) {
      CollectorAttempt known(stage, intake);
      if (auto found = known.restored(*key)) return std::move(*found);
    }
  }
  return attempt.finish(std::move(result), key, true);
}

}  // namespace flowrun::graph
