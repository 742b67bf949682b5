#include "sightings.hpp"

#include <algorithm>

#include "stage_run.hpp"

namespace flowrun::graph {

bool Sightings::is_of_run(const StageRun* stage) const {
  return std::ranges::any_of(stages_, [&](const auto& one) { return one.get() == stage; });
}

std::uint64_t Sightings::changes() const {
  const std::scoped_lock lock(mutex_);
  return changes_;
}

std::vector<Sightings::Unit> Sightings::look(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  std::vector<Unit> units;
  Sight sight;
  for (const WorkSlot* slot = first_slot(); slot; slot = slot->next) {
    if (!graph::look(*slot, sight) || !is_of_run(sight.stage)) {
      changes_ += seen_.erase(slot);
      continue;
    }
    const auto [known, is_new] = seen_.try_emplace(slot);
    Seen& seen = known->second;
    if (is_new || seen.turns != sight.turns || seen.record != sight.record) {
      seen = {sight.turns, sight.record, now};
      ++changes_;
    }
    units.push_back({sight.stage, std::string(sight.key()), seen.since});
  }
  return units;
}

}  // namespace flowrun::graph
