#include "kept_units.hpp"

#include <algorithm>
#include <utility>

#include <flow/result.hpp>

#include "last_run.hpp"

namespace flowrun::graph {
namespace {

template <class Value>
Value needed(store::Result<Value> result) {
  if (!result) throw flow::Failure(result.error().as_error());
  return std::move(*result);
}

}  // namespace

const KeptUnits::OfStage& KeptUnits::of(std::size_t stage) {
  const auto [place, is_new] = known_.try_emplace(stage);
  OfStage& found = place->second;
  if (!is_new || !plan_.stages[stage].is_cached) return found;
  const PlannedStage& planned = plan_.stages[stage];
  if (const auto run = needed(last_run_of(plan_, planned, store_))) {
    found.run = run->id;
    found.units = needed(store_.units_of(run->id, planned.name));
  }
  return found;
}

const store::RunUnit* KeptUnits::at(std::size_t stage, std::string_view order_key) {
  const auto& units = of(stage).units;
  const auto found = std::ranges::lower_bound(units, order_key, {}, &store::RunUnit::order_key);
  return found != units.end() && found->order_key == order_key ? &*found : nullptr;
}

std::vector<const store::RunUnit*> KeptUnits::behind(std::size_t stage, std::string_view start) {
  const auto& units = of(stage).units;
  std::vector<const store::RunUnit*> found;
  auto unit = std::ranges::lower_bound(units, start, {}, &store::RunUnit::order_key);
  for (; unit != units.end() && unit->order_key.starts_with(start); ++unit) found.push_back(&*unit);
  return found;
}

std::optional<store::UnitRecord> KeptUnits::read(const store::RunUnit& unit) const {
  return needed(store_.find_unit(unit.unit));
}

}  // namespace flowrun::graph
