#include "unit_table.hpp"

#include <utility>

#include "outputs_codec.hpp"

namespace flowrun::store {
namespace {

constexpr auto insert_unit = "INSERT OR REPLACE INTO units VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto select_unit = "SELECT * FROM units WHERE key = ?";
constexpr auto delete_unit = "DELETE FROM units WHERE key = ?";
constexpr auto insert_produced = "INSERT OR IGNORE INTO produced VALUES(?, ?)";
constexpr auto select_produced = "SELECT unit FROM produced WHERE digest = ? ORDER BY unit";

}  // namespace

Result<void> write_unit(Connection& connection, const Digest& key, const UnitRecord& record) {
  const auto outputs = encode_outputs(record.outputs);
  Query query(connection, insert_unit);
  query.bind(key)
      .bind(static_cast<std::int64_t>(record.outcome))
      .bind_text(record.reason)
      .bind(std::int64_t{record.transient})
      .bind(record.microseconds)
      .bind_text(record.build_id)
      .bind_text(record.stage_type)
      .bind_blob(outputs)
      .seal();
  if (auto done = query.run(); !done) return done;
  for (const auto& output : record.outputs) {
    Query produced(connection, insert_produced);
    if (auto done = produced.bind(output.digest).bind(key).run(); !done) return done;
  }
  return {};
}

Result<Lookup<UnitRecord>> read_unit(Connection& connection, const Digest& key) {
  Query query(connection, select_unit);
  const auto row = query.bind(key).step();
  if (!row) return std::unexpected(row.error());
  Lookup<UnitRecord> found;
  if (!*row) return found;
  UnitRecord record;
  const bool right_key = query.digest() == key;
  const auto outcome = query.integer();
  record.outcome = static_cast<Outcome>(outcome);
  record.reason = query.text();
  record.transient = query.integer() != 0;
  record.microseconds = query.integer();
  record.build_id = query.text();
  record.stage_type = query.text();
  auto outputs = decode_outputs(query.blob());
  found.damaged = !query.sealed() || !right_key || !outputs || outcome < 0 ||
                  outcome > static_cast<std::int64_t>(Outcome::failed);
  if (found.damaged) return found;
  record.outputs = *std::move(outputs);
  found.value = std::move(record);
  return found;
}

Result<void> remove_damaged_unit(Connection& connection, const Digest& key) {
  const auto found = read_unit(connection, key);
  if (!found) return std::unexpected(found.error());
  if (!found->damaged) return {};
  return Query(connection, delete_unit).bind(key).run();
}

Result<std::vector<Digest>> read_producers(Connection& connection, const Digest& digest) {
  Query query(connection, select_produced);
  query.bind(digest);
  std::vector<Digest> units;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return units;
    units.push_back(query.digest());
  }
}

}  // namespace flowrun::store
