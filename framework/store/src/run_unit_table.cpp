#include "run_unit_table.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "byte_codec.hpp"
#include "index_run.hpp"
#include "run_tables.hpp"

namespace flowrun::store {
namespace {

constexpr auto insert_part =
    "INSERT INTO run_units VALUES(?1, (SELECT coalesce(max(part), 0) + 1 FROM run_units WHERE stage_run = "
    "?1), ?2, ?3)";
constexpr auto select_parts =
    "SELECT stage_run, units, run_units.seal FROM run_units WHERE stage_run = "
    "(SELECT id FROM stage_runs WHERE run = ? AND stage = ?) ORDER BY part";
constexpr auto delete_parts = "DELETE FROM run_units WHERE stage_run = ?";
constexpr auto insert_list = "INSERT INTO unit_lists(digest, first, keys, seal, units) VALUES(?, ?, ?, ?, ?)";
constexpr auto select_list_id = "SELECT id FROM unit_lists WHERE digest = ?";
constexpr auto select_list = "SELECT digest, units FROM unit_lists WHERE id = ?";
constexpr auto select_list_digest = "SELECT digest FROM unit_lists WHERE id = ?";
constexpr auto select_head = "SELECT digest, first, keys, seal FROM unit_lists WHERE id = ?";
constexpr auto replace_stage_lists = "INSERT OR REPLACE INTO stage_lists VALUES(?, ?, ?)";
constexpr auto select_stage_lists =
    "SELECT stage_run, lists, seal FROM stage_lists WHERE stage_run = "
    "(SELECT id FROM stage_runs WHERE run = ? AND stage = ?)";

// A list ends behind a unit whose key says so: one in 512.
constexpr std::uint64_t end_mask = 511;
constexpr std::size_t largest_list = 8192;

void put_unit(std::string& bytes, const RunUnit& unit) {
  put_text(bytes, unit.order_key);
  put_digest(bytes, unit.unit);
  put_text(bytes, unit.record_key);
  put_digest(bytes, unit.input);
}

bool append_units(std::string_view bytes, std::vector<RunUnit>& units) {
  ByteReader reader(bytes);
  while (!reader.at_end()) {
    RunUnit unit;
    unit.order_key = reader.text();
    unit.unit = reader.digest();
    unit.record_key = reader.text();
    unit.input = reader.digest();
    if (reader.failed()) return false;
    units.push_back(std::move(unit));
  }
  return true;
}

bool comes_before(const RunUnit& left, const RunUnit& right) {
  return std::tie(left.order_key, left.unit) < std::tie(right.order_key, right.unit);
}

// 0 if it is not there.
Result<std::int64_t> id_of_list(Connection& connection, const Digest& digest) {
  Query query(connection, select_list_id);
  const auto row = query.bind(digest).step();
  if (!row) return std::unexpected(row.error());
  return *row ? query.integer() : 0;
}

Result<std::int64_t> keep_list(Connection& connection, const UnitList& list) {
  auto id = id_of_list(connection, list.digest);
  if (!id || *id != 0) return id;
  auto done = Query(connection, insert_list)
                  .bind(list.digest)
                  .bind_blob(list.first)
                  .bind_blob(list.keys)
                  .seal()
                  .bind_unsealed(list.units)
                  .run();
  if (!done) return std::unexpected(std::move(done.error()));
  return id_of_list(connection, list.digest);
}

Result<void> append_lists(Connection& connection, RunId run, std::string_view stage,
                          std::vector<RunUnit>& units) {
  const auto ids = read_list_ids(connection, run, stage);
  if (!ids) return std::unexpected(ids.error());
  if (!*ids) return {};
  for (const auto id : **ids) {
    if (auto done = read_list(connection, run, id, units); !done) return done;
  }
  return {};
}

Result<void> append_parts(Connection& connection, RunId run, std::string_view stage,
                          std::vector<RunUnit>& units) {
  Query query(connection, select_parts);
  query.bind(run).bind_text(stage);
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    (void)query.integer();
    const auto bytes = query.blob();
    if (!query.sealed() || !append_units(bytes, units)) return std::unexpected(damaged_row(run));
  }
}

}  // namespace

void bring_into_order(std::vector<RunUnit>& units) {
  if (!std::ranges::is_sorted(units, comes_before)) std::ranges::sort(units, comes_before);
  const auto repeated = std::ranges::unique(units);
  units.erase(repeated.begin(), repeated.end());
}

Result<void> write_units(Connection& connection, std::int64_t stage_id,
                         std::span<const RunUnit* const> units) {
  std::string bytes;
  for (const auto* unit : units) put_unit(bytes, *unit);
  return Query(connection, insert_part).bind(stage_id).bind_blob(bytes).seal().run();
}

UnitLists divide(std::span<const RunUnit> units) {
  UnitLists lists;
  UnitList list;
  std::size_t count = 0;
  for (const auto& unit : units) {
    if (count == 0) list.first = unit.order_key;
    put_unit(list.units, unit);
    list.keys += '\0';
    list.keys += unit.record_key;
    if (++count < largest_list && (prefix_of(unit.unit) & end_mask) != 0 && &unit != &units.back()) continue;
    list.digest = digest_of(list.units);
    lists.push_back(std::exchange(list, {}));
    count = 0;
  }
  return lists;
}

Result<void> replace_by_lists(Connection& connection, RunId run, std::string_view stage,
                              const UnitLists& lists) {
  std::string ids;
  for (const auto& list : lists) {
    const auto id = keep_list(connection, list);
    if (!id) return std::unexpected(id.error());
    put_integer(ids, static_cast<std::uint64_t>(*id));
  }
  const auto stage_run = stage_id(connection, run, stage);
  if (!stage_run) return std::unexpected(stage_run.error());
  auto done = Query(connection, replace_stage_lists).bind(*stage_run).bind_blob(ids).seal().run();
  if (!done) return done;
  return Query(connection, delete_parts).bind(*stage_run).run();
}

Result<Digest> digest_of_units(Connection& connection, RunId run, std::string_view stage) {
  const auto ids = read_list_ids(connection, run, stage);
  if (!ids) return std::unexpected(ids.error());
  Hasher hasher;
  if (!*ids) return hasher.finish();
  for (const std::int64_t id : **ids) {
    Query query(connection, select_list_digest);
    const auto row = query.bind(id).step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::unexpected(damaged_row(run));
    hasher.digest(query.digest());
  }
  return hasher.finish();
}

Result<std::vector<RunUnit>> read_units(Connection& connection, RunId run, std::string_view stage) {
  std::vector<RunUnit> units;
  auto done = append_lists(connection, run, stage, units);
  if (done) done = append_parts(connection, run, stage, units);
  if (!done) return std::unexpected(std::move(done.error()));
  bring_into_order(units);
  return units;
}

Result<std::optional<std::vector<std::int64_t>>> read_list_ids(Connection& connection, RunId run,
                                                               std::string_view stage) {
  Query query(connection, select_stage_lists);
  const auto row = query.bind(run).bind_text(stage).step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  (void)query.integer();
  const auto bytes = query.blob();
  if (!query.sealed()) return std::unexpected(damaged_row(run));
  std::vector<std::int64_t> ids;
  for (ByteReader reader(bytes); !reader.at_end();)
    ids.push_back(static_cast<std::int64_t>(reader.integer<std::uint64_t>()));
  return ids;
}

Result<ListHead> read_list_head(Connection& connection, RunId run, std::int64_t id) {
  Query query(connection, select_head);
  const auto row = query.bind(id).step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::unexpected(damaged_row(run));
  (void)query.digest();
  ListHead head;
  head.first = query.blob();
  head.keys = query.blob();
  if (!query.sealed()) return std::unexpected(damaged_row(run));
  return head;
}

Result<void> read_list(Connection& connection, RunId run, std::int64_t id, std::vector<RunUnit>& units) {
  Query query(connection, select_list);
  const auto row = query.bind(id).step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::unexpected(damaged_row(run));
  const auto digest = query.digest();
  const auto bytes = query.unsealed_blob();
  if (digest_of(bytes) != digest || !append_units(bytes, units)) return std::unexpected(damaged_row(run));
  return {};
}

}  // namespace flowrun::store
