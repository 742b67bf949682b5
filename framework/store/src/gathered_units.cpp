#include "gathered_units.hpp"

namespace flowrun::store {

GatheredUnits::Added GatheredUnits::add(RunId run, std::string_view stage, std::span<const RunUnit> units) {
  const std::lock_guard lock(mutex_);
  const auto [entry, is_first] = units_.try_emplace(Stage(run, stage));
  auto& gathered = entry->second;
  gathered.insert(gathered.end(), units.begin(), units.end());
  Added added{.is_first = is_first, .overflow = {}};
  count_ += units.size();
  if (count_ > most) added.overflow.swap(gathered);
  count_ -= added.overflow.size();
  return added;
}

std::vector<RunUnit> GatheredUnits::of(RunId run, std::string_view stage) const {
  const std::lock_guard lock(mutex_);
  const auto entry = units_.find(Stage(run, stage));
  return entry == units_.end() ? std::vector<RunUnit>() : entry->second;
}

std::vector<RunUnit> GatheredUnits::take(RunId run, std::string_view stage) {
  const std::lock_guard lock(mutex_);
  auto node = units_.extract(Stage(run, stage));
  if (!node) return {};
  count_ -= node.mapped().size();
  return std::move(node.mapped());
}

std::map<GatheredUnits::Stage, std::vector<RunUnit>> GatheredUnits::take_all() {
  const std::lock_guard lock(mutex_);
  count_ = 0;
  return std::exchange(units_, {});
}

}  // namespace flowrun::store
