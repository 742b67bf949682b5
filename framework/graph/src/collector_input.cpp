#include "collector_input.hpp"

#include <algorithm>
#include <utility>

namespace flowrun::graph {
namespace {

void add_input(store::Hasher& hasher, const Record& record) {
  hasher.field(record.key).digest(record.content->digest().value_or(store::Digest{}));
}

flow::Failure stopped() {
  return flow::Failure(
      {.problem = "the collector was stopped", .why = {}, .what_to_do = {}, .is_transient = true});
}

}  // namespace

std::optional<flow::RecordStream::Record> CollectorInput::next() {
  if (stop_.stop_requested()) throw stopped();
  // Whoever adds records has more threads than the one that reads them.
  if (last_ && !intake_.wants_json() && last_->has_made_json()) intake_.want_json();
  auto taken = take();
  if (!taken) {
    has_ended_ = true;
    return std::nullopt;
  }
  taken_ = std::max(taken_, ++position_);
  last_ = taken->content();
  last_key_ = taken->record->key;
  return Record{std::string(taken->record->key), last_};
}

void CollectorInput::rewind() { position_ = 0; }

const std::vector<flow::Account>& CollectorInput::accounts() const {
  constexpr const char* problem = "the collector asks for the accounts of the stages before it";
  if (!accounts_) {
    throw flow::Failure({.problem = problem,
                         .why = "they are not part of its key",
                         .what_to_do = "give it the trait `reads_accounts`"});
  }
  if (!has_ended_) {
    throw flow::Failure({.problem = problem,
                         .why = "they are not closed before its input ends",
                         .what_to_do = "ask when `next` has given nothing"});
  }
  return *accounts_;
}

void WholeInput::rewind() {
  CollectorInput::rewind();
  reader_ = intake_.read();
}

std::optional<Taken> WholeInput::take() {
  auto taken = reader_->next();
  if (!taken) throw flow::Failure(taken.error());
  return std::move(*taken);
}

StreamedInput::StreamedInput(Intake& intake, std::vector<Expected> expected, bool keyed, std::stop_token stop)
    : CollectorInput(intake, stop),
      expected_(std::move(expected)),
      keyed_(keyed),
      on_stop_(stop, [this] { wait_.wake(); }) {
  for (const Expected& one : expected_) one.frontier->on_move([this] { wait_.wake(); });
}

void StreamedInput::rewind() {
  throw flow::Failure({.problem = "a streaming collector reads its input once",
                       .why = "it began before its input was complete",
                       .what_to_do = "take the trait `streaming` away, or keep what is needed again"});
}

void StreamedInput::finish(bool is_wanted) {
  ending_ = is_wanted ? Ending::wanted : Ending::unwanted;
  wait_.wake();
}

// The next bucket that is complete and that nothing can come before.
bool StreamedInput::take_bucket() {
  for (; at_ < expected_.size(); ++at_) {
    const std::uint64_t below = expected_[at_].frontier->below();
    bucket_ = intake_.take_bucket(*expected_[at_].path, below);
    if (bucket_) return cursor_.emplace(intake_.cursor_of(*bucket_)), true;
    if (below != Frontier::complete) return false;
  }
  return false;
}

std::optional<Taken> StreamedInput::take() {
  while (true) {
    if (stop_.stop_requested() || ending_ == Ending::unwanted) throw stopped();
    if (cursor_) {
      auto taken = cursor_->next();
      if (!taken) throw flow::Failure(taken.error());
      if (*taken) {
        if (keyed_) add_input(hasher_, *(*taken)->record);
        return std::move(*taken);
      }
      cursor_.reset();
      bucket_.reset();
    }
    if (take_bucket()) continue;
    if (const auto trouble = intake_.trouble()) throw flow::Failure(*trouble);
    if (at_ == expected_.size() && ending_ == Ending::wanted) return std::nullopt;
    wait_.wait();
  }
}

base::Result<store::Digest> digest_of_all(Intake& intake) {
  store::Hasher hasher;
  auto reader = intake.read();
  while (true) {
    const auto taken = reader->next();
    if (!taken) return std::unexpected(taken.error());
    if (!*taken) return hasher.finish();
    add_input(hasher, *(*taken)->record);
  }
}

}  // namespace flowrun::graph
