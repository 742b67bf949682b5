#include "kept_units.hpp"

#include <utility>

#include <flow/result.hpp>
#include <graph/last_run.hpp>

namespace flowrun::graph {
namespace {

template <class Value>
Value needed(store::Result<Value> result) {
  if (!result) throw flow::Failure(result.error().as_error());
  return std::move(*result);
}

}  // namespace

store::RunId KeptUnits::run_of(std::size_t stage) {
  const auto [place, is_new] = runs_.try_emplace(stage, 0);
  if (is_new && plan_.stages[stage].is_cached) {
    if (const auto run = needed(last_run_of(plan_, plan_.stages[stage], store_))) place->second = run->id;
  }
  return place->second;
}

std::uint64_t KeptUnits::count(std::size_t stage) {
  const auto record = needed(store_.stage_of(run_of(stage), name(stage)));
  return record ? record->counts.items : 0;
}

store::RunUnits KeptUnits::all(std::size_t stage) {
  return run_of(stage) == 0 ? store::RunUnits() : needed(store_.units_of(run_of(stage), name(stage)));
}

store::RunUnits KeptUnits::matching(std::size_t stage, std::string_view part, std::size_t at_most) {
  if (run_of(stage) == 0) return {};
  return needed(store_.find_units(run_of(stage), name(stage), part, at_most));
}

store::RunUnits KeptUnits::beginning(std::size_t stage, std::string_view key) {
  if (run_of(stage) == 0) return {};
  return needed(store_.find_units_beginning(run_of(stage), name(stage), key));
}

std::optional<store::RunUnit> KeptUnits::at(std::size_t stage, std::string_view order_key) {
  if (run_of(stage) == 0) return std::nullopt;
  return needed(store_.unit_at(run_of(stage), name(stage), order_key));
}

store::RunUnits KeptUnits::under(std::size_t stage, std::string_view start) {
  if (run_of(stage) == 0) return {};
  return needed(store_.find_units_under(run_of(stage), name(stage), start));
}

std::optional<store::UnitRecord> KeptUnits::read(const store::RunUnit& unit) const {
  return needed(store_.find_unit(unit.unit));
}

std::optional<std::string> KeptUnits::content(const store::Output& output) const {
  auto text = store_.read_payload(output.digest, output.place);
  if (text) return std::move(*text);
  if (text.error().kind == store::ErrorKind::not_found) return std::nullopt;
  throw flow::Failure(text.error().as_error());
}

}  // namespace flowrun::graph
