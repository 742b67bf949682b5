// Runs, lineage and published places.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

#include "file_tables.hpp"
#include "run_tables.hpp"
#include "run_unit_table.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

// Units in one row, written by one task: a few milliseconds, so that urgent commits slip in between.
constexpr std::size_t units_per_row = 4096;

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::vector<const RunUnit*> in_order(std::span<const RunUnit> units) {
  std::vector<const RunUnit*> sorted;
  sorted.reserve(units.size());
  for (const auto& unit : units) sorted.push_back(&unit);
  std::ranges::sort(sorted, {}, [](const RunUnit* unit) -> const std::string& { return unit->order_key; });
  return sorted;
}

bool emits(const UnitRecord& record, const Digest& digest) {
  return std::ranges::any_of(record.outputs, [&](const Output& output) { return output.digest == digest; });
}

// Every unit of a run that `wanted` picks, stage by stage in their order.
template <class Wanted>
Result<std::vector<StageUnit>> units_where(const Store& store, RunId run, Wanted wanted) {
  const auto stages = store.stages_of(run);
  if (!stages) return std::unexpected(stages.error());
  std::vector<StageUnit> found;
  for (const auto& [stage, record] : *stages) {
    auto units = store.units_of(run, stage);
    if (!units) return std::unexpected(std::move(units.error()));
    for (auto& unit : *units)
      if (wanted(unit)) found.push_back({.run = run, .stage = stage, .unit = std::move(unit)});
  }
  return found;
}

}  // namespace

Result<RunId> Store::begin_run(const RunStart& start) {
  Result<RunId> id = 0;
  auto done = impl_->write([&](Connection& connection) -> Result<void> {
    id = insert_run(connection, start, now_ms());
    if (!id) return std::unexpected(id.error());
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return id;
}

Result<void> Store::record_stage(RunId run, std::string_view stage, const StageRecord& record) {
  UnitLists lists;
  if (record.status != StageState::running) {
    auto units = impl_->read([&](Connection& connection) { return read_units(connection, run, stage); });
    if (!units) return std::unexpected(std::move(units.error()));
    auto gathered = impl_->gathered.take(run, stage);
    units->insert(units->end(), std::move_iterator(gathered.begin()), std::move_iterator(gathered.end()));
    bring_into_order(*units);
    lists = divide(*units);
  }
  return impl_->write([&](Connection& connection) -> Result<void> {
    auto done = write_stage(connection, run, stage, record);
    if (!done || record.status == StageState::running) return done;
    return replace_by_lists(connection, run, stage, lists);
  });
}

Result<void> Store::record_units(RunId run, std::string_view stage, std::span<const RunUnit> units) {
  if (!impl_->writer) return std::unexpected(impl_->read_only());
  const auto added = impl_->gathered.add(run, stage, units);
  return added.is_first || !added.overflow.empty() ? impl_->write_units(run, stage, added.overflow)
                                                   : Result<void>();
}

Result<void> Store::Impl::write_units(RunId run, std::string_view stage, std::span<const RunUnit> units) {
  // Sorted once here, or else at every reading.
  const auto sorted = in_order(units);
  Result<std::int64_t> id = 0;
  auto done = write([&](Connection& connection) -> Result<void> {
    id = stage_id(connection, run, stage);
    if (!id) return std::unexpected(id.error());
    return {};
  });
  for (std::size_t next = 0; done && next < sorted.size(); next += units_per_row) {
    const auto part = std::span(sorted).subspan(next, std::min(units_per_row, sorted.size() - next));
    done = write([&](Connection& connection) { return store::write_units(connection, *id, part); });
  }
  return done;
}

Result<void> Store::finish_run(RunId run, int exit_code) {
  return impl_->write([&](Connection& connection) { return end_run(connection, run, now_ms(), exit_code); });
}

Result<std::optional<Run>> Store::find_run(RunId run) const {
  return impl_->read([&](Connection& connection) { return read_run(connection, run); });
}

Result<std::vector<Run>> Store::runs(std::size_t at_most) const {
  return impl_->read([&](Connection& connection) { return read_runs(connection, at_most); });
}

Result<std::vector<Run>> Store::runs(const PipelineId& pipeline, std::size_t at_most) const {
  return impl_->read([&](Connection& connection) { return read_runs(connection, pipeline, at_most); });
}

Result<std::optional<Run>> Store::last_run(const PipelineId& pipeline) const {
  return impl_->read([&](Connection& connection) { return read_last_run(connection, pipeline); });
}

Result<std::optional<Run>> Store::last_run(const PipelineId& pipeline, std::string_view stage) const {
  return impl_->read([&](Connection& connection) { return read_last_run(connection, pipeline, stage); });
}

Result<std::vector<NamedStageRecord>> Store::stages_of(RunId run) const {
  return impl_->read([&](Connection& connection) { return read_stages(connection, run); });
}

Result<std::optional<StageRecord>> Store::stage_of(RunId run, std::string_view stage) const {
  return impl_->read([&](Connection& connection) { return read_stage(connection, run, stage); });
}

Result<std::vector<RunUnit>> Store::units_of(RunId run, std::string_view stage) const {
  // First what is gathered: it may be written meanwhile, but then it is read twice and not missed.
  auto gathered = impl_->gathered.of(run, stage);
  auto units = impl_->read([&](Connection& connection) { return read_units(connection, run, stage); });
  if (!units || gathered.empty()) return units;
  units->insert(units->end(), std::move_iterator(gathered.begin()), std::move_iterator(gathered.end()));
  bring_into_order(*units);
  return units;
}

Result<Digest> Store::digest_of_units(RunId run, std::string_view stage) const {
  return impl_->read([&](Connection& connection) { return store::digest_of_units(connection, run, stage); });
}

Result<std::vector<Digest>> Store::producers_of(const Digest& digest) const {
  std::set<Digest> producers;
  auto done = impl_->archive->each_unit([&](const Digest& key, const UnitRecord& record) {
    if (emits(record, digest)) producers.insert(key);
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return std::vector(producers.begin(), producers.end());
}

Result<std::vector<StageUnit>> Store::consumers_of(RunId run, const Digest& digest) const {
  return units_where(*this, run, [&](const RunUnit& unit) { return unit.input == digest; });
}

Result<std::vector<StageUnit>> Store::places_of(RunId run, const Digest& unit) const {
  return units_where(*this, run, [&](const RunUnit& one) { return one.unit == unit; });
}

Result<void> Store::remember_published(const std::filesystem::path& path, const Digest& digest) {
  const auto text = path.string();
  return impl_->write([&](Connection& connection) { return write_published(connection, text, digest); });
}

Result<std::optional<Digest>> Store::published_digest(const std::filesystem::path& path) const {
  const auto text = path.string();
  auto found = impl_->read([&](Connection& connection) { return read_published(connection, text); });
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->damaged) impl_->notes.add("what the store remembers of " + text + " is damaged");
  return found->value;
}

}  // namespace flowrun::store
