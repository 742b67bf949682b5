#include <algorithm>
#include <utility>

#include <graph/dry_run.hpp>

namespace flowrun::graph {

bool is_run_dry(const PlannedStage& stage) {
  const auto& about = stage.about();
  return !stage.is_cached && about.cheap && !about.is_volatile && !about.blocking && about.needs.empty();
}

void DryRun::note(std::size_t stage, DryUnit unit) {
  const std::scoped_lock lock(mutex_);
  if (unit.verdict != Verdict::restore) stages_[stage].has_unknown = true;
  stages_[stage].units.push_back(std::move(unit));
}

void DryRun::count_run(std::size_t stage) {
  const std::scoped_lock lock(mutex_);
  ++stages_[stage].run_dry;
}

void DryRun::set_depends(std::size_t stage) {
  const std::scoped_lock lock(mutex_);
  stages_[stage].depends = stages_[stage].has_unknown = true;
}

bool DryRun::depends(std::size_t stage) const {
  const std::scoped_lock lock(mutex_);
  return stages_[stage].depends;
}

void DryRun::set_once(std::size_t stage, std::string once) {
  const std::scoped_lock lock(mutex_);
  stages_[stage].once = std::move(once);
}

bool DryRun::has_unknown(std::size_t stage) const {
  const std::scoped_lock lock(mutex_);
  return stages_[stage].has_unknown;
}

bool DryRun::has_unknown(const std::vector<std::size_t>& stages) const {
  return std::ranges::any_of(stages, [&](std::size_t stage) { return has_unknown(stage); });
}

std::vector<DryUnit> DryRun::units(std::size_t stage) const {
  std::vector<DryUnit> units = stages_[stage].units;
  std::ranges::sort(units, {}, &DryUnit::order_key);
  return units;
}

}  // namespace flowrun::graph
