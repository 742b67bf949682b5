// Runs that nobody will ask about any more.
#include <array>
#include <filesystem>
#include <string>
#include <system_error>
#include <unordered_set>

#include "byte_codec.hpp"
#include "run_tables.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

constexpr auto select_newest = "SELECT coalesce(max(id), 0) FROM runs";
constexpr auto select_lists_of_run =
    "SELECT stage_run, lists, seal FROM stage_lists WHERE stage_run IN (SELECT id FROM stage_runs WHERE run "
    "= ?)";
constexpr auto select_all_lists = "SELECT stage_run, lists, seal FROM stage_lists";
constexpr auto delete_list = "DELETE FROM unit_lists WHERE id = ?";
constexpr std::array delete_run = {
    "DELETE FROM run_units WHERE stage_run IN (SELECT id FROM stage_runs WHERE run = ?)",
    "DELETE FROM stage_lists WHERE stage_run IN (SELECT id FROM stage_runs WHERE run = ?)",
    "DELETE FROM stage_runs WHERE run = ?", "DELETE FROM runs WHERE id = ?"};

// Beyond the newest 50; a run passes the next 16 places one by one, so each is looked at while it does. Only stages with
// units in the store count: one that is not cached runs each time. Status 1 is `finished`.
constexpr auto select_repeated =
    "SELECT id FROM (SELECT id, finished_ms FROM runs WHERE pipeline = ?1 AND file = ?2 "
    "ORDER BY id DESC LIMIT 16 OFFSET 50) AS old WHERE finished_ms != 0 "
    "AND NOT EXISTS (SELECT 1 FROM stage_runs LEFT JOIN stage_lists ON stage_run = stage_runs.id "
    "WHERE run = old.id AND (cancelled > 0 OR (length(lists) > 0 AND restored + held < items))) "
    "AND NOT EXISTS (SELECT 1 FROM stage_runs AS done WHERE done.run = old.id AND done.status = 1 AND NOT "
    "EXISTS (SELECT 1 FROM stage_runs AS newer JOIN runs ON runs.id = newer.run WHERE runs.pipeline = ?1 "
    "AND runs.file = ?2 AND newer.run > old.id AND newer.stage = done.stage AND newer.status = 1))";

using ListIds = std::unordered_set<std::int64_t>;

// What a damaged row names cannot be known, so that nothing may be removed on its word.
Result<void> each_list(Query& query, auto visit) {
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    const auto stage_run = query.integer();
    const auto bytes = query.blob();
    if (!query.sealed()) return std::unexpected(damaged_row(stage_run));
    for (ByteReader reader(bytes); !reader.at_end();)
      visit(static_cast<std::int64_t>(reader.integer<std::uint64_t>()));
  }
}

Result<void> forget(Connection& connection, RunId run, ListIds& lists) {
  {
    Query query(connection, select_lists_of_run);
    auto done = each_list(query.bind(run), [&](std::int64_t id) { lists.insert(id); });
    if (!done) return done;
  }
  for (const auto* statement : delete_run) {
    if (auto done = Query(connection, statement).bind(run).run(); !done) return done;
  }
  return {};
}

Result<void> remove_unused(Connection& connection, ListIds lists) {
  if (lists.empty()) return {};
  {
    Query query(connection, select_all_lists);
    auto done = each_list(query, [&](std::int64_t id) { lists.erase(id); });
    if (!done) return done;
  }
  for (const auto id : lists) {
    if (auto done = Query(connection, delete_list).bind(id).run(); !done) return done;
  }
  return {};
}

}  // namespace

Result<void> Store::forget_runs(std::span<const RunId> runs) {
  if (runs.empty()) return {};
  RunId newest = 0;
  auto done = impl_->write([&](Connection& connection) -> Result<void> {
    {
      Query query(connection, select_newest);
      const auto row = query.step();
      if (!row) return std::unexpected(row.error());
      newest = query.integer();
    }
    ListIds lists;
    for (const auto run : runs) {
      if (run == newest) continue;
      if (auto forgotten = forget(connection, run, lists); !forgotten) return forgotten;
    }
    return remove_unused(connection, std::move(lists));
  });
  if (!done) return done;
  for (const auto run : runs) {
    std::error_code ignored;  // a folder that stays costs its disk only
    if (run != newest) std::filesystem::remove_all(impl_->path / "runs" / std::to_string(run), ignored);
  }
  return {};
}

Result<void> Store::forget_repeated_runs(const PipelineId& pipeline) {
  const auto repeated = impl_->read([&](Connection& connection) -> Result<std::vector<RunId>> {
    Query query(connection, select_repeated);
    query.bind_text(pipeline.name).bind_text(pipeline.file);
    std::vector<RunId> runs;
    for (;;) {
      const auto row = query.step();
      if (!row) return std::unexpected(row.error());
      if (!*row) return runs;
      runs.push_back(query.integer());
    }
  });
  if (!repeated) return std::unexpected(repeated.error());
  return forget_runs(*repeated);
}

}  // namespace flowrun::store
