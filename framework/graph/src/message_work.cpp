#include "message_work.hpp"

#include <optional>
#include <utility>

#include <graph/dry_run.hpp>

#include "unit_cache.hpp"

namespace flowrun::graph {
namespace {

base::Result<store::Digest> digest_of_input(const Record& input) {
  if (input.item) return store::digest_of(input.item->fingerprint);
  return input.content->digest();
}

}  // namespace

MessageWork::MessageWork(StageRun& stage)
    : stage_(stage),
      has_keys_(stage.plan.is_cached || stage.services.options.dry),
      context_(stage, stage.services.stop),
      outputs_(stage),
      tally_(stage.plan.about().outputs.size()) {}

void MessageWork::begin(const MessagePtr& message, const Path& path) {
  message_ = message.get();
  path_ = &path;
  outputs_.begin_message(message, path);
  begin_ = coarse_now();
  span_begin_ = stage_.span_begin();
  if (stage_.has_queue && message->sent != Clock::time_point() && span_begin_ != Clock::time_point())
    stage_.add_span(SpanKind::queue, message->sent, span_begin_, {}, message->records.size());
  context_.begin_metrics(begin_);
  at_work_.begin(stage_, context_);
  // A source counts its items when it lists them; a further attempt is not a further record.
  if (!stage_.plan.is_source() && message->attempts == 0) tally_.received = message->records.size();
}

void MessageWork::end() {
  if (tally_.units_run > 0 && !message_->records.empty())
    stage_.note_span(SpanKind::body, span_begin_, message_->records.front().key, tally_.units_run);
  if (tally_.units_run > 0) stage_.add_unit_time(begin_, coarse_now(), tally_.units_run);
  if (!units_.empty()) stage_.record_units(std::exchange(units_, {}));
  tally_.move_to(stage_.counters);
  outputs_.end_message();
  at_work_.end();
  message_ = nullptr;
}

void MessageWork::give_up() noexcept {
  outputs_.give_up();
  units_.clear();
  at_work_.end();
  message_ = nullptr;
}

void MessageWork::cancel_all() { tally_.cancelled += message_->records.size(); }

flow::StageObject* MessageWork::make_object() {
  const auto made = stage_.object();
  if (made) return object_ = *made;
  stage_.fail(made.error());
  return nullptr;
}

inline flow::Result MessageWork::call(flow::StageObject& object, const Record& record) {
  return record.item ? object.process_item(record.item->item.get(), outputs_, context_)
                     : object.process(*record.content, outputs_, context_);
}

MessageWork::Ended MessageWork::run_plainly(const Record& record) {
  flow::StageObject* object = this->object();
  outputs_.begin(record, false);
  if (!object) return hold();
  ++tally_.units_run;
  if (stage_.plan.timeout) return conclude(attempt(record));
  context_.begin_unit(record, *path_);
  flow::Result done = call(*object, record);
  context_.end_unit();
  const std::size_t emitted = outputs_.emitted();
  if (done && done->dropped.empty() && emitted > 0 && (emitted == 1 || !stage_.plan.about().at_most_one))
    return conclude_emitted(outputs_.left_out(), outputs_.rejects());
  if (done && !done->dropped.empty() && emitted == 0 && outputs_.rejects().count() == 0) {
    tally_.drop(done->dropped);
    return Ended::in_order;
  }
  return conclude(judge(std::move(done), false));
}

UnitResult MessageWork::judge(flow::Result done, bool is_timed_out) {
  UnitResult result = judge_attempt(stage_, std::move(done), outputs_, is_timed_out);
  const bool is_dropped = result.kind == UnitResult::Kind::dropped;
  if (is_dropped && outputs_.rejects().count() > 0) return unit_without_records(outputs_);
  if (!result.is_emitted()) return result;
  if (outputs_.emitted() == 0) return unit_without_records(outputs_);
  result.left_out = outputs_.left_out();
  result.rejects = outputs_.rejects();
  return result;
}

MessageWork::Ended MessageWork::run_with_key(const Record& record) {
  if (stage_.services.options.dry && !stage_.plan.is_cached) return foresee_uncached(record);
  outputs_.begin(record, true);
  const auto digest = digest_of_input(record);
  if (!digest) return conclude(failed_unit(digest.error()));
  if (stage_.services.options.dry) return foresee(record, *digest);
  const store::Digest key = stage_.unit_key(record.key, *digest);
  if (message_->attempts == 0) {
    units_.push_back(
        {std::string(path_->bytes()).append(record.number), key, std::string(record.key), *digest});
  }
  if (stage_.may_restore()) {
    const auto begin = stage_.span_begin();
    if (auto found = restore(stage_, key, outputs_)) {
      stage_.note_span(SpanKind::restore, begin, record.key);
      tell_restored_metrics(stage_, record.key, *found);
      return conclude(std::move(*found));
    }
  }
  if (!object()) return hold();  // opening it is not part of the unit's time
  context_.name_working_folder(key);
  const auto begin = Clock::now();
  context_.begin_metrics(begin);
  UnitResult result = attempt(record);
  const auto end = Clock::now();
  stage_.add_unit_time(begin, end, 1);
  if (stage_.services.options.spans) stage_.add_span(SpanKind::body, begin, end, record.key, 1);
  result.left_out_parts = outputs_.left_out_parts();
  result.metrics = context_.take_metrics();
  if (result.is_emitted()) outputs_.keep();
  const bool is_failed = result.kind == UnitResult::Kind::failed;
  const bool is_final = !is_failed || !stage_.may_retry(message_->attempts + 1);
  if (is_final && result.kind != UnitResult::Kind::cancelled)
    commit_unit(stage_, key, result, outputs_, end - begin, message_->credit);
  return conclude(std::move(result));
}

MessageWork::Ended MessageWork::foresee(const Record& record, const store::Digest& input) {
  DryRun& dry = *stage_.services.options.dry;
  DryUnit unit{.record_key = std::string(record.key),
               .order_key = std::string(path_->bytes()).append(record.number),
               .input = input};
  std::optional<UnitResult> found;
  if (dry.depends(stage_.index)) {
    unit.verdict = Verdict::depends;
  } else {
    unit.unit = stage_.unit_key(record.key, input);
    if (stage_.may_restore()) found = restore(stage_, unit.unit, outputs_);
    if (found) unit.verdict = Verdict::restore;
  }
  dry.note(stage_.index, std::move(unit));
  return conclude(found ? std::move(*found) : UnitResult{.kind = UnitResult::Kind::unknown});
}

MessageWork::Ended MessageWork::foresee_uncached(const Record& record) {
  DryRun& dry = *stage_.services.options.dry;
  const bool depends = dry.depends(stage_.index);
  if (!depends && is_run_dry(stage_.plan) && run_plainly(record) == Ended::in_order) {
    dry.count_run(stage_.index);
    return Ended::in_order;
  }
  outputs_.begin(record, false);
  dry.note(stage_.index, {.verdict = depends ? Verdict::depends : Verdict::run,
                          .record_key = std::string(record.key),
                          .order_key = std::string(path_->bytes()).append(record.number)});
  return conclude({.kind = UnitResult::Kind::unknown});
}

// The time of the unit may be limited, and it may have a folder of its own.
UnitResult MessageWork::attempt(const Record& record) {
  context_.begin_unit(record, *path_);
  std::optional<AttemptStop> limit;
  if (stage_.plan.timeout) {
    const auto give_up = [this] {
      context_.mute();
      give_up_();
    };
    context_.stop_by(limit.emplace(stage_, record.key, give_up).token());
  }
  flow::Result done = call(*object_, record);
  if (limit) limit->end();
  const bool is_timed_out = limit && limit->is_timed_out();
  if (limit) context_.stop_by(stage_.services.stop);
  UnitResult result = judge(std::move(done), is_timed_out);
  if (result.is_emitted() || result.kind == UnitResult::Kind::dropped) context_.remove_working_folder();
  context_.end_unit();
  return result;
}

MessageWork::Ended MessageWork::conclude_emitted(const ReasonCounts& left_out, const Rejects& rejects) {
  try {
    outputs_.keep();
  } catch (const flow::Failure& failure) {  // the disk
    return conclude(failed_unit(failure.error()));
  }
  ++tally_.emitted;
  outputs_.count_into(tally_.records_out);
  for (const auto& [reason, count] : left_out.counts()) tally_.left_out.add(reason, count);
  if (rejects.count() > 0) stage_.tell_rejects(outputs_.input().key, rejects);
  tally_.rejected_parts += rejects.count();
  return Ended::in_order;
}

// A stage that cannot be opened says nothing about the record: that counts for no failure that may be tolerated, and is not
// kept.
MessageWork::Ended MessageWork::hold() {
  outputs_.discard();
  ++tally_.held;
  return Ended::in_order;
}

MessageWork::Ended MessageWork::conclude(UnitResult result) {
  if (result.is_restored) ++tally_.restored;
  switch (result.kind) {
    case UnitResult::Kind::emitted:
      return conclude_emitted(result.left_out, result.rejects);
    case UnitResult::Kind::dropped:
      outputs_.discard();
      tally_.drop(result.reason);
      return Ended::in_order;
    case UnitResult::Kind::rejected:
      if (result.rejects.count() > 0)
        stage_.tell_rejects(outputs_.input().key, result.rejects);
      else
        stage_.services.tell(&Observer::unit_rejected, stage_.plan.name, std::string(outputs_.input().key),
                             result.error);
      outputs_.discard();
      ++tally_.rejected;
      return Ended::in_order;
    case UnitResult::Kind::cancelled:
      outputs_.discard();
      ++tally_.cancelled;
      return Ended::in_order;
    case UnitResult::Kind::unknown:
      outputs_.discard();
      return Ended::in_order;
    case UnitResult::Kind::failed:
      break;
  }
  outputs_.discard();
  may_be_tried_again_ = !result.is_restored && stage_.may_retry(message_->attempts + 1);
  error_ = std::move(result.error);
  return Ended::failed;
}

}  // namespace flowrun::graph
