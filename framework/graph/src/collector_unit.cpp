#include <algorithm>
#include <semaphore>

#include "attempt.hpp"
#include "stage_context.hpp"

namespace flowrun::graph {
namespace {

using Clock = std::chrono::steady_clock;

class IntakeStream final : public flow::RecordStream {
 public:
  IntakeStream(StageRun& stage, Intake& intake, std::stop_token stop)
      : stage_(stage), intake_(intake), stop_(std::move(stop)), reader_(intake.read()) {}

  std::optional<Record> next() override {
    if (stop_.stop_requested()) {
      throw flow::Failure(
          {.problem = "the collector was stopped", .why = {}, .what_to_do = {}, .is_transient = true});
    }
    auto entry = reader_->next();
    if (!entry) throw flow::Failure(entry.error());
    if (!*entry) return std::nullopt;
    taken_ = std::max(taken_, ++position_);
    return Record{(*entry)->key,
                  stored_content(stage_.services, (*entry)->digest, (*entry)->bytes)->shared_payload()};
  }
  void rewind() override {
    reader_ = intake_.read();
    position_ = 0;
  }
  void drop(std::string reason) override { dropped_.add(reason); }
  [[nodiscard]] const ReasonCounts& dropped() const { return dropped_; }
  // How many different records were given out.
  [[nodiscard]] std::uint64_t taken() const { return taken_; }

 private:
  StageRun& stage_;
  Intake& intake_;
  const std::stop_token stop_;
  std::unique_ptr<IntakeReader> reader_;
  std::uint64_t position_ = 0, taken_ = 0;
  ReasonCounts dropped_;
};

// Digest of all inputs in order: their keys and contents.
std::expected<store::Digest, flow::Error> digest_of_all(Intake& intake) {
  store::Hasher hasher;
  auto reader = intake.read();
  while (true) {
    auto entry = reader->next();
    if (!entry) return std::unexpected(entry.error());
    if (!*entry) return hasher.finish();
    hasher.field((*entry)->key).digest((*entry)->digest);
  }
}

}  // namespace

namespace {

UnitResult try_collector(StageRun& stage, Intake& intake, int attempts) {
  const auto all = digest_of_all(intake);
  if (!all) return failed_unit(all.error());
  // The node's name must not show in what is made: renaming a node redoes nothing.
  const std::string& name = stage.plan.about().name;
  const store::Digest key = stage.unit_key(name, *all);
  if (stage.plan.is_cached) {
    if (attempts == 1) stage.record_unit({"", key, name, *all});
    if (!stage.plan.about().is_volatile) {
      if (auto restored = restore(stage, key, Order())) return std::move(*restored);
    }
  }
  AttemptOutputs outputs(stage, true);
  (void)stage.object();
  AttemptStop attempt_stop(stage);
  StageContext context(stage, name, key, attempt_stop.token());
  const auto begin = Clock::now();
  IntakeStream stream(stage, intake, attempt_stop.token());
  UnitResult result = attempt(stage, outputs, attempt_stop, [&](flow::StageObject& object) {
    return object.collect(stream, outputs, context);
  });
  const auto end = Clock::now();
  stage.add_unit_time(begin, end);
  const Record input{.key = name};
  if (result.kind == UnitResult::Kind::emitted && !outputs.left_out().counts().empty()) {
    result = failed_unit({.problem = "the collector left out parts of its input through its output",
                          .why = "only whole records of a collector's input can be balanced",
                          .what_to_do = "count them with Stream::drop"});
  }
  ReasonCounts dropped = stream.dropped();
  if (result.kind == UnitResult::Kind::emitted && stream.taken() < intake.count()) {
    dropped.add("not read by the collector", intake.count() - stream.taken());
  }
  if (result.kind == UnitResult::Kind::emitted && dropped.sum() > intake.count()) {
    result = failed_unit({.problem = "the collector dropped more records than it received",
                          .why = std::to_string(dropped.sum()) + " of " + std::to_string(intake.count()),
                          .what_to_do = "call Stream::drop in one pass only"});
  }
  if (result.kind == UnitResult::Kind::emitted && outputs.emitted().empty()) {
    result.kind = UnitResult::Kind::dropped;
    result.reason = "nothing emitted";
  }
  if (result.kind == UnitResult::Kind::emitted) {
    take_outputs(stage, outputs, input, result);
    result.left_out = dropped;
    context.remove_working_folder();
  }
  const bool is_final = result.kind != UnitResult::Kind::failed || !may_retry(stage, attempts);
  if (stage.plan.is_cached && stage.object() && is_final && result.kind != UnitResult::Kind::cancelled) {
    commit(stage, key, result, outputs, end - begin, input);
  }
  return result;
}

}  // namespace

UnitResult run_collector(StageRun& stage, Intake& intake) {
  for (int attempts = 1;; ++attempts) {
    UnitResult result = try_collector(stage, intake, attempts);
    if (result.kind != UnitResult::Kind::failed || result.is_restored || !may_retry(stage, attempts))
      return result;
    std::binary_semaphore waited(0);  // no graph is running now, so no worker is parked
    stage.services.timers.after(backoff(stage, attempts), [&] { waited.release(); });
    waited.acquire();
  }
}

}  // namespace flowrun::graph
