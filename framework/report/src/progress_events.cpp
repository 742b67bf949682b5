#include <chrono>
#include <utility>

#include <report/progress_events.hpp>

#include "ticker.hpp"

namespace flowrun::report {

ProgressEvents::ProgressEvents(std::function<void(const RunView&)> tell, std::map<std::string, double> usual)
    : tell_(std::move(tell)), watcher_(std::move(usual)) {}

ProgressEvents::~ProgressEvents() = default;

void ProgressEvents::run_started(const graph::Snapshot& snapshot) {
  watcher_.begin(snapshot);
  ticker_ = std::make_unique<Ticker>(std::chrono::seconds(1), [this] { tell_(watcher_.view()); });
}

void ProgressEvents::run_finished() {
  ticker_.reset();
  watcher_.end();
}

void ProgressEvents::unit_progressed(const std::string& stage, const std::string& record, std::uint64_t done,
                                     std::uint64_t total, std::string_view unit) {
  watcher_.unit_progressed(stage, record, done, total, unit);
}

}  // namespace flowrun::report
