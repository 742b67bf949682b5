#include "needed_units.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "run_tables.hpp"
#include "run_unit_table.hpp"

namespace flowrun::store {
namespace {

constexpr auto select_list_sizes = "SELECT id, length(keys) + length(units) FROM unit_lists";
constexpr auto all_runs = std::size_t{std::numeric_limits<std::int32_t>::max()};

using Pipeline = std::pair<std::string, std::string>;  // name, file

// Whether a stage finished in this run and in none of those looked at before.
Result<bool> is_last_of_a_stage(Connection& connection, const Run& run,
                                std::set<std::tuple<std::string, std::string, std::string>>& finished) {
  const auto stages = read_stages(connection, run.id);
  if (!stages) return std::unexpected(stages.error());
  bool is_last = false;
  for (const auto& [stage, record] : *stages) {
    if (record.status == StageState::finished)
      is_last |= finished.emplace(run.start.pipeline, run.start.file, stage).second;
  }
  return is_last;
}

// Units of a stage: its lists, or what was written before it ended.
Result<void> add_stage(Connection& connection, RunId run, const std::string& stage, NeededUnits& needed) {
  const auto lists = read_list_ids(connection, run, stage);
  if (!lists) return std::unexpected(lists.error());
  if (*lists) {
    needed.lists.insert((*lists)->begin(), (*lists)->end());
    return {};
  }
  const auto units = read_units(connection, run, stage);
  if (!units) return std::unexpected(units.error());
  for (const RunUnit& unit : *units) needed.units.insert(unit.unit);
  return {};
}

Result<std::uint64_t> number_of(Connection& connection, const char* pragma) {
  const auto text = connection.text_of(pragma);
  if (!text) return std::unexpected(text.error());
  std::uint64_t number = 0;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

Result<SortedRuns> sort_runs(Connection& connection, const GarbageOptions& options) {
  const auto runs = read_runs(connection, all_runs);
  if (!runs) return std::unexpected(runs.error());
  SortedRuns sorted;
  std::map<Pipeline, std::size_t> counts;
  std::set<std::tuple<std::string, std::string, std::string>> finished;
  for (const Run& run : *runs) {
    const auto is_last = is_last_of_a_stage(connection, run, finished);
    if (!is_last) return std::unexpected(is_last.error());
    const std::size_t newer = counts[{run.start.pipeline, run.start.file}]++;
    const bool is_meant = !options.pipeline || (options.pipeline->name == run.start.pipeline &&
                                                options.pipeline->file == run.start.file);
    const bool is_recent = newer < options.keep && run.started_ms >= options.begun_since_ms.value_or(0);
    const bool is_kept = newer == 0 || *is_last || !is_meant || is_recent;
    (is_kept ? sorted.kept : sorted.gone).push_back(run.id);
  }
  return sorted;
}

bool NeededUnits::holds(std::uint64_t place) const {
  return std::ranges::any_of(
      stretches, [&](const Extent& stretch) { return place >= stretch.begin && place < stretch.end; });
}

bool NeededUnits::holds(const Digest& unit, std::uint64_t place) const {
  return units.contains(unit) || holds(place);
}

Result<NeededUnits> needed_by(Connection& connection, const std::vector<RunId>& kept) {
  const auto runs = read_runs(connection, all_runs);
  if (!runs) return std::unexpected(runs.error());
  const std::set<RunId> ids(kept.begin(), kept.end());
  NeededUnits needed;
  auto next_began = std::numeric_limits<std::uint64_t>::max();
  for (const Run& run : *runs) {
    const std::uint64_t end = std::exchange(next_began, run.data_begin);
    if (!ids.contains(run.id)) continue;
    if (!run.finished_ms) needed.stretches.push_back({.begin = run.data_begin, .end = end});
    const auto stages = read_stages(connection, run.id);
    if (!stages) return std::unexpected(stages.error());
    for (const auto& [stage, record] : *stages) {
      if (auto done = add_stage(connection, run.id, stage, needed); !done)
        return std::unexpected(std::move(done.error()));
    }
  }
  for (const std::int64_t list : needed.lists) {
    RunUnits units;
    if (auto done = read_list(connection, kept.front(), list, units); !done)
      return std::unexpected(std::move(done.error()));
    for (const RunUnit& unit : units) needed.units.insert(unit.unit);
  }
  return needed;
}

Result<std::uint64_t> spare_bytes(Connection& connection, const NeededUnits& needed) {
  const auto pages = number_of(connection, "PRAGMA freelist_count");
  if (!pages) return pages;
  const auto page_size = number_of(connection, "PRAGMA page_size");
  if (!page_size) return page_size;
  std::uint64_t bytes = *pages * *page_size;
  Query query(connection, select_list_sizes);
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return bytes;
    const auto id = query.integer();
    const auto size = query.integer();
    if (!needed.lists.contains(id)) bytes += static_cast<std::uint64_t>(size);
  }
}

}  // namespace flowrun::store
