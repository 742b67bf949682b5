#include "index_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace flowrun::store {
namespace {

constexpr auto select_runs = "SELECT DISTINCT run FROM index_parts";
constexpr auto select_parts = "SELECT * FROM index_parts WHERE run = ? ORDER BY part";
constexpr auto insert_part = "INSERT OR REPLACE INTO index_parts VALUES(?, ?, ?, ?)";
constexpr auto delete_part = "DELETE FROM index_parts WHERE run = ? AND part = ?";
constexpr auto delete_run = "DELETE FROM index_parts WHERE run = ?";
constexpr auto delete_all = "DELETE FROM index_parts";

constexpr std::size_t entries_per_row = 4096;

// Entries are copied as they lie in memory.
static_assert(std::endian::native == std::endian::little && sizeof(IndexEntry) == 16);

}  // namespace

Result<std::vector<std::int64_t>> index_runs(Connection& connection) {
  Query query(connection, select_runs);
  std::vector<std::int64_t> runs;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return runs;
    runs.push_back(query.integer());
  }
}

Result<IndexParts> read_index_run(Connection& connection, std::int64_t run) {
  Query query(connection, select_parts);
  query.bind(run);
  IndexParts parts;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return parts;
    (void)query.integer();
    const auto part = query.integer();
    parts.last_part = std::max(parts.last_part, part);
    const auto bytes = query.blob();
    if (!query.sealed() || bytes.size() % sizeof(IndexEntry) != 0) {
      parts.damaged.push_back({run, part});
      continue;
    }
    const auto known = parts.entries.size();
    parts.entries.resize(known + bytes.size() / sizeof(IndexEntry));
    if (!bytes.empty()) std::memcpy(parts.entries.data() + known, bytes.data(), bytes.size());
  }
}

Result<void> write_index_part(Connection& connection, std::int64_t run, std::int64_t part,
                              std::span<const IndexEntry> entries) {
  return Query(connection, insert_part)
      .bind(run)
      .bind(part)
      .bind_blob({reinterpret_cast<const char*>(entries.data()), entries.size_bytes()})
      .seal()
      .run();
}

Result<void> write_index_run(Connection& connection, std::int64_t run, std::span<const IndexEntry> entries) {
  for (std::int64_t part = 1; !entries.empty(); ++part) {
    const auto piece = entries.first(std::min(entries.size(), entries_per_row));
    if (auto done = write_index_part(connection, run, part, piece); !done) return done;
    entries = entries.subspan(piece.size());
  }
  return {};
}

Result<void> remove_index_part(Connection& connection, const IndexPart& part) {
  return Query(connection, delete_part).bind(part.run).bind(part.part).run();
}

Result<void> remove_index_run(Connection& connection, std::int64_t run) {
  return Query(connection, delete_run).bind(run).run();
}

Result<void> remove_index(Connection& connection) { return Query(connection, delete_all).run(); }

}  // namespace flowrun::store
