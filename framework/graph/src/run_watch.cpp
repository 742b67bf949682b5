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
  const auto units = run_.sightings.look(now);
  if (has_moved()) quiet_since_ = told_ = now;
  if (now - told_ >= patience.progress) {
    told_ = now;
    const auto quiet = std::chrono::duration_cast<std::chrono::milliseconds>(now - quiet_since_);
    run_.services.tell(&Observer::stalled, quiet, waiting(units, now));
  }
  if (!run_.services.stop.stop_requested() || is_overdue_) return;
  if (!stopped_) stopped_ = now;
  if (now - *stopped_ < patience.stop) return;
  is_overdue_ = true;
  const RunFault& fault = run_.services.fault;
  run_.services.tell(&Observer::overdue, waiting(units, now), exit_code(),
                     fault.is_noted() ? fault.text() : std::string());
}

ExitCode RunWatch::exit_code() const {
  const RunFault& fault = run_.services.fault;
  if (!fault.is_noted())
    return fault.first_failure() ? ExitCode::finished_with_failures : ExitCode::interrupted;
  return fault.exit_code();
}

// Whether a unit has ended or begun, or said how far it is, since the last time.
bool RunWatch::has_moved() {
  const std::uint64_t calls = run_.services.progress_calls, changes = run_.sightings.changes();
  const bool moved = calls != progress_calls_ || changes != changes_;
  progress_calls_ = calls;
  changes_ = changes;
  return moved;
}

std::vector<Waiting> RunWatch::waiting(const std::vector<Sightings::Unit>& units,
                                       Clock::time_point now) const {
  std::vector<Waiting> found;
  for (const Sightings::Unit& unit : units)
    found.push_back({unit.stage->plan.name, unit.record, "runs for " + duration(now - unit.since)});
  for (auto& [stage, what] : run_.services.resources.waits())
    found.push_back({std::move(stage), "", std::move(what)});
  if (found.empty()) {
    for (const std::string& stage : run_.gates.without_credits())
      found.push_back({stage, "", "has records that nothing takes: all credits of its gate are out"});
  }
  return found;
}

}  // namespace flowrun::graph
