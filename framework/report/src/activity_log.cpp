#include <algorithm>
#include <utility>

#include <report/activity_log.hpp>

#include "process_usage.hpp"
#include "ticker.hpp"

namespace flowrun::report {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(std::min(part, whole)) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
}

double credits_taken(const graph::StageNow& stage) {
  double most = 0;
  for (const auto& gate : {stage.input_gate, stage.output_gate})
    if (gate)
      most = std::max({most, share(gate->records, gate->most_records), share(gate->bytes, gate->most_bytes)});
  return most;
}

}  // namespace

ActivityLog::ActivityLog() { activity_.pause = std::chrono::duration<double>(first_pause).count(); }

ActivityLog::~ActivityLog() = default;

void ActivityLog::run_started(const graph::Snapshot& snapshot) {
  const auto begin = std::chrono::steady_clock::now();
  ticker_ = std::make_unique<Ticker>(first_pause, [this, snapshot, begin] {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    look(seconds.count(), snapshot().stages, static_cast<double>(resident_bytes()) / (1 << 20));
  });
}

void ActivityLog::run_finished() { ticker_.reset(); }

void ActivityLog::look(double seconds, const std::vector<graph::StageNow>& now, double memory_mib) {
  const std::scoped_lock lock(mutex_);
  if (++skipped_ < stride_) return;
  skipped_ = 0;
  Moment moment{.seconds = seconds, .memory_mib = memory_mib, .stages = {}};
  for (const graph::StageNow& stage : now)
    moment.stages.push_back({.units = stage.units.size(),
                             .waiting = stage.known - std::min(stage.books.ended(), stage.known),
                             .resource = stage.resource,
                             .credits = credits_taken(stage)});
  if (activity_.stages.empty())
    for (const graph::StageNow& stage : now) activity_.stages.push_back(stage.books.stage);
  activity_.moments.push_back(std::move(moment));
  if (activity_.moments.size() < most_moments) return;
  for (std::size_t i = 1; 2 * i < activity_.moments.size(); ++i)
    activity_.moments[i] = std::move(activity_.moments[2 * i]);
  activity_.moments.resize((activity_.moments.size() + 1) / 2);
  stride_ *= 2;
  activity_.pause *= 2;
}

Activity ActivityLog::activity() const {
  const std::scoped_lock lock(mutex_);
  return activity_;
}

}  // namespace flowrun::report
