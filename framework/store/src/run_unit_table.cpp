#include <algorithm>
#include <tuple>
#include <utility>

#include "byte_codec.hpp"
#include "run_tables.hpp"

namespace flowrun::store {
namespace {

constexpr auto insert_part =
    "INSERT INTO run_units VALUES(?1, (SELECT coalesce(max(part), 0) + 1 FROM run_units WHERE stage_run = "
    "?1), "
    "?2, ?3)";
constexpr auto select_parts =
    "SELECT stage_run, units, run_units.seal FROM run_units WHERE stage_run = "
    "(SELECT id FROM stage_runs WHERE run = ? AND stage = ?) ORDER BY part";
constexpr auto select_parts_of_run =
    "SELECT stage_run, units, run_units.seal, stage_runs.* FROM stage_runs JOIN run_units ON stage_run = id "
    "WHERE run = ? ORDER BY stage_run, part";

std::string encode(std::span<const RunUnit* const> units) {
  std::string bytes;
  for (const auto* unit : units) {
    put_text(bytes, unit->order_key);
    put_digest(bytes, unit->unit);
    put_text(bytes, unit->record_key);
    put_digest(bytes, unit->input);
  }
  return bytes;
}

// Reads the columns stage_run, units, seal, and appends the units.
Result<void> decode_part(Query& query, RunId run, std::vector<RunUnit>& units) {
  (void)query.integer();
  ByteReader reader(query.blob());
  if (!query.sealed()) return std::unexpected(damaged_row(run));
  while (!reader.at_end()) {
    RunUnit unit;
    unit.order_key = reader.text();
    unit.unit = reader.digest();
    unit.record_key = reader.text();
    unit.input = reader.digest();
    if (reader.failed()) return std::unexpected(damaged_row(run));
    units.push_back(std::move(unit));
  }
  return {};
}

bool comes_before(const RunUnit& left, const RunUnit& right) {
  return std::tie(left.order_key, left.unit) < std::tie(right.order_key, right.unit);
}

// Parts recorded by different calls may overlap in order, or repeat each other.
void bring_into_order(std::vector<RunUnit>& units) {
  if (!std::ranges::is_sorted(units, comes_before)) std::ranges::sort(units, comes_before);
  const auto repeated = std::ranges::unique(units);
  units.erase(repeated.begin(), repeated.end());
}

// Every unit of a run that `wanted` picks, stage by stage in their order.
template <class Wanted>
Result<std::vector<StageUnit>> scan_run(Connection& connection, RunId run, Wanted wanted) {
  Query query(connection, select_parts_of_run);
  query.bind(run);
  std::vector<StageUnit> found;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return found;
    std::vector<RunUnit> units;
    if (auto decoded = decode_part(query, run, units); !decoded)
      return std::unexpected(std::move(decoded.error()));
    const auto stage = stage_of_row(query);
    if (!stage) return std::unexpected(stage.error());
    for (auto& unit : units) {
      if (!wanted(unit)) continue;
      StageUnit match{.run = run, .stage = stage->stage, .unit = std::move(unit)};
      if (std::ranges::find(found, match) == found.end()) found.push_back(std::move(match));
    }
  }
}

}  // namespace

Result<void> write_units(Connection& connection, std::int64_t stage_id,
                         std::span<const RunUnit* const> units) {
  const auto bytes = encode(units);
  return Query(connection, insert_part).bind(stage_id).bind_blob(bytes).seal().run();
}

Result<std::vector<RunUnit>> read_units(Connection& connection, RunId run, std::string_view stage) {
  Query query(connection, select_parts);
  query.bind(run).bind_text(stage);
  std::vector<RunUnit> units;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) break;
    if (auto decoded = decode_part(query, run, units); !decoded)
      return std::unexpected(std::move(decoded.error()));
  }
  bring_into_order(units);
  return units;
}

Result<std::vector<StageUnit>> read_units_with_input(Connection& connection, RunId run, const Digest& input) {
  return scan_run(connection, run, [&](const RunUnit& unit) { return unit.input == input; });
}

Result<std::vector<StageUnit>> read_units_with_key(Connection& connection, RunId run, const Digest& key) {
  return scan_run(connection, run, [&](const RunUnit& unit) { return unit.unit == key; });
}

}  // namespace flowrun::store
