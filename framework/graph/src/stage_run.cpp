#include "stage_run.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "accounts.hpp"
#include "at_work.hpp"
#include "intake.hpp"
#include "stage_context.hpp"
#include "unit_key.hpp"

namespace flowrun::graph {
namespace {

// Units that wait to be recorded; recording is a transaction of its own, so that it is done for many at once.
constexpr std::size_t units_at_once = 4096;

}  // namespace

StageRun::StageRun(const RunServices& services_in, std::size_t index_in)
    : services(services_in),
      index(index_in),
      plan(services_in.plan.stages[index_in]),
      counters(plan.about().outputs.size()),
      is_forced_(services_in.options.forces(plan.name)),
      only_takers_(plan.about().outputs.size()) {
  key_summary_ = graph::key_summary(plan, services.options.seed);
}

StageRun::~StageRun() = default;

base::Result<flow::StageObject*> StageRun::object() {
  std::call_once(made_, [this] {
    if (auto made = make_object(); !made) {
      object_error_ = made.error();
      object_.reset();
    }
  });
  if (object_error_) return std::unexpected(*object_error_);
  return object_.get();
}

base::Result<void> StageRun::make_object() {
  open_context_ = std::make_unique<StageContext>(*this, services.stop);
  const AtWork at_work(*this, *open_context_);
  const auto begin = span_begin();
  auto created = services.loader.create(plan.type, plan.params_json);
  if (!created) {
    has_load_error_ = created.error().is_load_error;
    return std::unexpected(created.error().error);
  }
  object_ = std::move(*created);
  std::vector<std::shared_ptr<const flow::Payload>> payloads;
  for (const auto& content : once_) payloads.push_back(content);
  const flow::Result opened = object_->open(payloads, *open_context_);
  note_span(SpanKind::open, begin);
  if (!opened) return std::unexpected(opened.error());
  return {};
}

void StageRun::add_span(SpanKind kind, Clock::time_point begin, Clock::time_point end, std::string_view text,
                        std::uint64_t records) const noexcept {
  Span span{.kind = kind,
            .stage = static_cast<std::uint32_t>(index),
            .begin = begin,
            .end = end,
            .records = records};
  span.tell(text);
  services.options.spans->add(span);
}

void StageRun::note_wait(Clock::time_point begin, std::span<const flow::ResourceNeed> needs) const {
  constexpr std::chrono::microseconds least(20);
  if (!services.options.spans || needs.empty()) return;
  const auto end = Clock::now();
  if (end - begin < least) return;
  std::string names;
  for (const flow::ResourceNeed& need : needs) names += (names.empty() ? "" : ", ") + need.resource;
  add_span(SpanKind::blocked, begin, end, names, 1);
}

void StageRun::fail(base::Error error) {
  const std::scoped_lock lock(outcome_mutex_);
  if (!error_) error_ = std::move(error);
}

std::optional<base::Error> StageRun::error() const {
  const std::scoped_lock lock(outcome_mutex_);
  return error_;
}

void StageRun::end(StageStatus status, std::string held_by) {
  {
    const std::scoped_lock lock(outcome_mutex_);
    status_ = status;
    held_by_ = std::move(held_by);
  }
  services.tell(&Observer::stage_ended, report(), counters.account(plan.name, this->held_by()));
}

StageStatus StageRun::status() const {
  const std::scoped_lock lock(outcome_mutex_);
  return status_;
}

std::string StageRun::held_by() const {
  const std::scoped_lock lock(outcome_mutex_);
  return held_by_;
}

void StageRun::close() {
  if (!open_context_) return;
  if (has_lost_units) return;  // they use it as long as they run: it goes with the run, if that goes
  const AtWork at_work(*this, *open_context_);
  object_.reset();
  open_context_.reset();
}

void StageRun::set_once(std::vector<std::shared_ptr<const Content>> once) {
  once_ = std::move(once);
  has_once_inputs_ = true;
  once_digests_.clear();
  for (const auto& content : once_) {
    const auto digest = content ? content->digest() : base::Result<store::Digest>(store::Digest{});
    once_digests_.push_back(digest.value_or(store::Digest{}));
  }
}

std::string StageRun::once_summary() const {
  std::string lines;
  std::size_t next = 0;
  for (const auto& input : plan.about().inputs) {
    if (!input.once || next == once_digests_.size()) continue;
    const std::size_t at = next++;
    if (once_[at]) lines += fmt::format("{}={}\n", input.name, once_digests_[at].hex());
  }
  return lines + account_lines_;
}

void StageRun::set_accounts(std::vector<flow::Account> accounts) {
  accounts_ = std::move(accounts);
  account_lines_ = account_lines(accounts_);
}

store::Digest StageRun::unit_key(std::string_view record_key, const store::Digest& input) const {
  if (!plan.about().reads_accounts)
    return graph::unit_key(plan, services.options.seed, once_digests_, record_key, input);
  std::vector<store::Digest> once = once_digests_;
  once.push_back(store::digest_of(account_lines_));
  return graph::unit_key(plan, services.options.seed, once, record_key, input);
}

std::uint64_t StageRun::seed_of(std::string_view record_key) const {
  const store::Digest digest =
      store::Hasher().number(services.options.seed).field(plan.about().name).field(record_key).finish();
  std::uint64_t seed = 0;
  for (int i = 0; i < 8; ++i)
    seed = seed << 8 | static_cast<std::uint64_t>(digest.bytes[static_cast<std::size_t>(i)]);
  return seed;
}

bool StageRun::json_is_enough(std::size_t port) const {
  const auto& intakes = only_takers_[port];
  return !intakes.empty() &&
         std::ranges::all_of(intakes, [](const Intake* intake) { return intake->wants_json(); });
}

void StageRun::tell_rejects(std::string_view key, const Rejects& rejects) const {
  for (const store::Reject& reject : rejects.kept()) {
    std::string place(key);
    if (!reject.part.empty()) place += (place.empty() ? "" : ", ") + reject.part;
    services.tell(&Observer::unit_rejected, plan.name, place,
                  base::Error{.problem = reject.text, .is_rejection = true});
  }
}

void StageRun::record_units(std::vector<store::RunUnit> units) {
  if (services.options.dry) return;
  std::vector<store::RunUnit> full;
  {
    const std::scoped_lock lock(units_mutex_);
    if (units_.empty()) units_.reserve(units_at_once);
    std::ranges::move(units, std::back_inserter(units_));
    if (units_.size() < units_at_once) return;
    full.swap(units_);
  }
  const auto recorded = services.store.record_units(services.run, plan.name, full);
  if (!recorded) services.fault.note(recorded.error());
}

store::Result<void> StageRun::flush_units() {
  const std::scoped_lock lock(units_mutex_);
  if (units_.empty()) return {};
  auto written = services.store.record_units(services.run, plan.name, units_);
  units_.clear();
  return written;
}

void StageRun::add_unit_time(Clock::time_point begin, Clock::time_point end, std::uint64_t units) {
  const auto ns = [](auto duration) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count());
  };
  std::uint64_t none = 0;
  if (first_ns_.load(std::memory_order_relaxed) == 0)
    first_ns_.compare_exchange_strong(none, ns(begin.time_since_epoch()), std::memory_order_relaxed);
  last_ns_.set(ns(end.time_since_epoch()));
  busy_ns_ += ns(end - begin);
  units_run_ += units;
}

StageReport StageRun::report() const {
  const std::uint64_t first = first_ns_.load(std::memory_order_relaxed);
  return {.stage = plan.name,
          .status = status(),
          .seconds = first == 0 ? 0 : static_cast<double>(last_ns_.value() - first) * 1e-9,
          .unit_seconds = static_cast<double>(busy_ns_.value()) * 1e-9,
          .units_run = units_run_,
          .units_restored =
              plan.is_collector() ? std::min<std::uint64_t>(counters.restored, 1) : counters.restored.value(),
          .units_of_other_build = restored_of_other_build};
}

double StageRun::seconds_since_unit(Clock::time_point now) const {
  const std::uint64_t last = last_ns_.value();
  if (last == 0) return 0;
  const Clock::time_point end(std::chrono::duration_cast<Clock::duration>(std::chrono::nanoseconds(last)));
  return std::max(std::chrono::duration<double>(now - end).count(), 0.0);
}

bool StageRun::is_over_tolerance() const {
  return plan.tolerance.is_exceeded_by(counters.failed, counters.received) || has_too_many_rejects();
}

bool StageRun::has_too_many_rejects() const {
  const std::uint64_t rejected = counters.rejected + counters.rejected_parts;
  if (rejected == 0) return false;
  if (!plan.on_reject) return plan.is_source() && counters.rejected == counters.received;
  std::uint64_t parts = rejected;  // as far as they are known: what became a record, and what was rejected
  for (const Counter& records : counters.records_out) parts += records;
  return plan.on_reject->is_exceeded_by(rejected, std::max<std::uint64_t>(parts, counters.received));
}

std::optional<base::Error> StageRun::over_tolerance() const {
  const auto setting = [&](std::string_view key, std::uint64_t count) {
    return fmt::format("mend what is named above, or write `{}: {{tolerate: {}}}` in stage {} ({})", key,
                       count, plan.name, plan.where);
  };
  const std::uint64_t failed = counters.failed, received = counters.received;
  if (plan.tolerance.is_exceeded_by(failed, received)) {
    return base::Error{.problem = fmt::format("stage {}: {} of {} failed", plan.name, failed, received),
                       .why = "more than it may",
                       .what_to_do = setting("on_failure", failed)};
  }
  if (!has_too_many_rejects()) return std::nullopt;
  const std::uint64_t rejected = counters.rejected + counters.rejected_parts;
  if (plan.on_reject) {
    return base::Error{.problem = fmt::format("stage {}: {} rejected", plan.name, rejected),
                       .why = "more than it may",
                       .what_to_do = setting("on_reject", rejected)};
  }
  return base::Error{
      .problem = fmt::format("stage {}: {} rejected", plan.name,
                             received == 1 ? "its one item was" : fmt::format("all {} items were", received)),
      .why = "nothing is left to go on with",
      .what_to_do = setting("on_reject", rejected)};
}

bool StageRun::may_retry(int attempts) const {
  return attempts <= plan.retry.times && !services.stop.stop_requested();
}

std::chrono::milliseconds StageRun::backoff(int attempts) const {
  constexpr int most_doublings = 10;
  return plan.retry.backoff * (1 << std::clamp(attempts - 1, 0, most_doublings));
}

}  // namespace flowrun::graph
