#include "collector_unit.hpp"

#include <algorithm>
#include <semaphore>

#include "unit.hpp"

namespace flowrun::graph {
namespace {

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
                  stored_content(stage_.services.store, (*entry)->digest, (*entry)->bytes)->shared_payload()};
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
base::Result<store::Digest> digest_of_all(Intake& intake) {
  store::Hasher hasher;
  auto reader = intake.read();
  while (true) {
    auto entry = reader->next();
    if (!entry) return std::unexpected(entry.error());
    if (!*entry) return hasher.finish();
    hasher.field((*entry)->key).digest((*entry)->digest);
  }
}

void review(UnitResult& result, const AttemptOutputs& outputs, const IntakeStream& stream,
            const Intake& intake) {
  if (!outputs.left_out().counts().empty()) {
    result = failed_unit({.problem = "the collector left out parts of its input through its output",
                          .why = "only whole records of a collector's input can be balanced",
                          .what_to_do = "count them with Stream::drop"});
    return;
  }
  result.left_out = stream.dropped();
  if (stream.taken() < intake.count()) {
    result.left_out.add("not read by the collector", intake.count() - stream.taken());
  }
  if (const std::uint64_t dropped = result.left_out.sum(); dropped > intake.count()) {
    result = failed_unit({.problem = "the collector dropped more records than it received",
                          .why = std::to_string(dropped) + " of " + std::to_string(intake.count()),
                          .what_to_do = "call Stream::drop in one pass only"});
  }
}

UnitResult try_collector(StageRun& stage, Intake& intake, int attempts_before) {
  const auto all = digest_of_all(intake);
  if (!all) return failed_unit(all.error());
  // The node's name must not show in what is made: renaming a node redoes nothing.
  const std::string& name = stage.plan.about().name;
  const store::Digest key = stage.unit_key(name, *all);
  const Record input{.key = name, .attempts = attempts_before};
  std::optional<IntakeStream> stream;
  return run_unit(
      stage, {.input = input,
              .key = stage.plan.is_cached ? std::optional(key) : std::nullopt,
              .input_digest = *all,
              .working_place = key,
              .work =
                  [&](flow::StageObject& object, AttemptOutputs& outputs, StageContext& context) {
                    return object.collect(stream.emplace(stage, intake, context.stop_token()), outputs,
                                          context);
                  },
              .review = [&](UnitResult& result,
                            const AttemptOutputs& outputs) { review(result, outputs, *stream, intake); }});
}

}  // namespace

UnitResult run_collector(StageRun& stage, Intake& intake) {
  for (int attempts = 1;; ++attempts) {
    UnitResult result = try_collector(stage, intake, attempts - 1);
    if (result.kind != UnitResult::Kind::failed || result.is_restored || !stage.may_retry(attempts))
      return result;
    std::binary_semaphore waited(0);  // no graph is running now, so no worker is parked
    stage.services.timers.after(stage.backoff(attempts), [&] { waited.release(); });
    waited.acquire();
  }
}

}  // namespace flowrun::graph
