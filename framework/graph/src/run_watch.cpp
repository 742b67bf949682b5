#include "run_watch.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace flowrun::graph {
namespace {

// Often enough to tell in time, seldom enough to cost nothing.
std::chrono::milliseconds pause_for(const Patience& patience) {
  constexpr std::chrono::milliseconds most(1000), least(1);
  return std::clamp(std::min(patience.progress, patience.stop) / 4, least, most);
}

std::string duration(std::chrono::steady_clock::duration time) {
  return fmt::format("{:.0f} s", std::chrono::duration<double>(time).count());
}

}  // namespace

RunWatch::RunWatch(RunState& run)
    : run_(run),
      pause_(pause_for(run.services.options.patience)),
      quiet_since_(Clock::now()),
      told_(quiet_since_),
      thread_([this] { work(); }) {}

RunWatch::~RunWatch() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RunWatch::work() noexcept {
  try {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, pause_, [this] { return closing_; })) {
      lock.unlock();
      look_around();
      lock.lock();
    }
  } catch (...) {
    run_.services.fault.note_exception("it was watched");
  }
}

void RunWatch::look_around() {
  const auto now = Clock::now();
  const Patience& patience = run_.services.options.patience;
  if (has_moved(now)) quiet_since_ = told_ = now;
  if (now - told_ >= patience.progress) {
    told_ = now;
    const auto quiet = std::chrono::duration_cast<std::chrono::milliseconds>(now - quiet_since_);
    run_.services.tell(&Observer::stalled, quiet, waiting(now));
  }
  if (!run_.services.stop.stop_requested() || is_overdue_) return;
  if (!stopped_) stopped_ = now;
  if (now - *stopped_ < patience.stop) return;
  is_overdue_ = true;
  const RunFault& fault = run_.services.fault;
  run_.services.tell(&Observer::overdue, waiting(now), exit_code(),
                     fault.is_noted() ? fault.text() : std::string());
}

ExitCode RunWatch::exit_code() const {
  const RunFault& fault = run_.services.fault;
  if (!fault.is_noted())
    return fault.first_failure() ? ExitCode::finished_with_failures : ExitCode::interrupted;
  return fault.exit_code();
}

bool RunWatch::is_of_run(const StageRun* stage) const {
  return std::ranges::any_of(run_.stages, [&](const auto& one) { return one.get() == stage; });
}

// Whether a unit has ended or begun, or said how far it is, since the last look.
bool RunWatch::has_moved(Clock::time_point now) {
  bool moved = std::exchange(progress_calls_, run_.services.progress_calls.load()) != progress_calls_;
  Sight sight;
  for (const WorkSlot* slot = first_slot(); slot; slot = slot->next) {
    if (!look(*slot, sight) || !is_of_run(sight.stage)) {
      moved = seen_.erase(slot) > 0 || moved;
      continue;
    }
    const auto [known, is_new] = seen_.try_emplace(slot);
    Seen& seen = known->second;
    if (!is_new && seen.turns == sight.turns && seen.record == sight.record) continue;
    seen = {sight.turns, sight.record, now};
    moved = true;
  }
  return moved;
}

std::vector<Waiting> RunWatch::waiting(Clock::time_point now) const {
  std::vector<Waiting> found;
  Sight sight;
  for (const auto& [slot, seen] : seen_) {
    if (!look(*slot, sight) || !is_of_run(sight.stage)) continue;
    found.push_back(
        {sight.stage->plan.name, std::string(sight.key()), "runs for " + duration(now - seen.since)});
  }
  for (auto& [stage, what] : run_.services.resources.waits())
    found.push_back({std::move(stage), "", std::move(what)});
  if (found.empty()) {
    for (const std::string& stage : run_.gates.without_credits())
      found.push_back({stage, "", "has records that nothing takes: all credits of its gate are out"});
  }
  return found;
}

}  // namespace flowrun::graph
