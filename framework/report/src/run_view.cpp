#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <base/printable.hpp>
#include <report/run_view.hpp>

namespace flowrun::report {
namespace {

// As much of a key as is known of a unit at work (graph::UnitNow).
constexpr std::size_t most_of_key = 200;

double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

std::optional<double> if_positive(double value) { return value > 0 ? std::optional(value) : std::nullopt; }

std::optional<double> seconds_left(const UnitProgress& progress) {
  if (progress.seconds_each <= 0 || progress.done >= progress.total) return std::nullopt;
  const auto steps = static_cast<double>(progress.total - progress.done);
  return if_positive(steps * progress.seconds_each - progress.seconds_since);
}

}  // namespace

std::optional<double> seconds_left(const StageView& stage) {
  const graph::StageNow& now = stage.now;
  if (now.is_over || now.is_listing) return std::nullopt;
  const std::uint64_t waiting = now.is_collector ? 1 : now.known - std::min(stage.ended, now.known);
  if (waiting == 0) return std::nullopt;
  if (waiting == 1 && stage.units.size() == 1 && stage.units[0].progress) {
    if (const auto left = seconds_left(*stage.units[0].progress)) return left;
  }
  const auto count = static_cast<double>(waiting);
  if (now.report.units_run > 0 && now.report.seconds > 0)
    return if_positive(count * now.report.seconds / static_cast<double>(now.report.units_run) -
                       now.seconds_since_unit);
  if (!stage.usual || stage.units.empty()) return std::nullopt;
  const auto lanes = static_cast<double>(stage.units.size());
  return if_positive(count * *stage.usual / std::min(lanes, count) - stage.units[0].seconds);
}

std::string doing(const StageView& stage, const UnitView& unit) {
  if (unit.progress) {
    const UnitProgress& at = *unit.progress;
    const std::size_t comma = std::min(at.unit.find(','), at.unit.size());
    std::string text = at.unit.substr(0, comma);
    if (at.total > 0)
      text += fmt::format(" {} of {}", at.done, at.total);
    else if (at.done > 0)
      text += fmt::format(" {}", at.done);
    text += at.unit.substr(comma);
    // Of several units it matters which it is.
    const bool is_named = stage.now.known > 1 && !unit.record.empty();
    return base::printable_line(is_named ? unit.record + ": " + text : text);
  }
  if (!unit.record.empty()) return base::printable_line(unit.record);
  if (stage.now.is_collector) return "at work";
  return stage.now.is_listing ? "listing" : "opening";
}

void RunWatcher::begin(graph::Snapshot snapshot) {
  const std::scoped_lock lock(mutex_);
  snapshot_ = std::move(snapshot);
  begin_ = Clock::now();
}

void RunWatcher::end() {
  const std::scoped_lock lock(mutex_);
  snapshot_ = nullptr;
  said_.clear();
}

void RunWatcher::unit_progressed(const std::string& stage, const std::string& record, std::uint64_t done,
                                 std::uint64_t total, std::string_view unit) {
  const auto now = Clock::now();
  const std::scoped_lock lock(mutex_);
  Said& said = said_[{stage, record.substr(0, most_of_key)}];
  const std::string_view counted = unit.substr(0, unit.find(','));
  const bool is_same = std::string_view(said.unit).substr(0, said.unit.find(',')) == counted;
  if (!is_same || said.total != total || done < said.done) said.first = now, said.first_done = done;
  said.done = done, said.total = total, said.unit = unit, said.last = now;
}

std::optional<UnitProgress> RunWatcher::progress_of(const Key& key, Clock::time_point now) const {
  const auto found = said_.find(key);
  if (found == said_.end()) return std::nullopt;
  const Said& said = found->second;
  UnitProgress progress{
      .done = said.done, .total = said.total, .unit = said.unit, .seconds_since = seconds(now - said.last)};
  if (said.done > said.first_done)
    progress.seconds_each =
        seconds(said.last - said.first) / static_cast<double>(said.done - said.first_done);
  return progress;
}

RunView RunWatcher::view() {
  const std::scoped_lock lock(mutex_);
  const auto now = Clock::now();
  RunView view{.seconds = seconds(now - begin_)};
  if (!snapshot_) return view;
  std::set<Key> under_way;
  graph::RunNow run = snapshot_();
  for (graph::StageNow& stage : run.stages) {
    StageView& shown = view.stages.emplace_back();
    for (graph::UnitNow& unit : stage.units) {
      const Key key(stage.books.stage, unit.record);
      under_way.insert(key);
      shown.units.push_back({.record = std::move(unit.record),
                             .seconds = seconds(unit.time),
                             .progress = progress_of(key, now)});
    }
    stage.units.clear();
    shown.ended = stage.books.ended();
    if (const auto usual = usual_.find(stage.books.stage); usual != usual_.end()) shown.usual = usual->second;
    shown.now = std::move(stage);
  }
  std::erase_if(said_, [&](const auto& one) { return !under_way.contains(one.first); });
  return view;
}

}  // namespace flowrun::report
