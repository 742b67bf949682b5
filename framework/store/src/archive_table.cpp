#include "archive_table.hpp"

namespace flowrun::store {
namespace {

constexpr auto select_state = "SELECT size, units, commits, seal FROM archive WHERE id = 1";
constexpr auto replace_state = "INSERT OR REPLACE INTO archive VALUES(1, ?, ?, ?, ?)";

}  // namespace

Result<Lookup<ArchiveState>> read_archive_state(Connection& connection) {
  Query query(connection, select_state);
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  Lookup<ArchiveState> found;
  found.value.emplace();
  if (!*row) return found;
  auto& state = *found.value;
  state.size = static_cast<std::uint64_t>(query.integer());
  state.units = static_cast<std::uint64_t>(query.integer());
  state.commits = static_cast<std::uint64_t>(query.integer());
  found.damaged = !query.sealed();
  if (found.damaged) found.value.reset();
  return found;
}

Result<void> write_archive_state(Connection& connection, const ArchiveState& state) {
  return Query(connection, replace_state)
      .bind(static_cast<std::int64_t>(state.size))
      .bind(static_cast<std::int64_t>(state.units))
      .bind(static_cast<std::int64_t>(state.commits))
      .seal()
      .run();
}

}  // namespace flowrun::store
