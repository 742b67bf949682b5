// Frees what no kept run needs, in an order in which each step leaves a whole store:
//
//   rows of runs ──► index without their units ──► holes in store.data ──► objects, folders ──► smaller store.db
#include "store/garbage.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "database_file.hpp"
#include "leftovers.hpp"
#include "live_data.hpp"
#include "needed_units.hpp"
#include "run_tables.hpp"
#include "store/working_use.hpp"
#include "store_impl.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

struct FoundGarbage {
  Garbage told;
  SortedRuns runs;
  Paths run_folders;
  LiveData live;
  std::vector<Digest> objects;
  Leftovers leftovers;
};

// What the index takes for a unit or payload.
constexpr std::uint64_t index_bytes = sizeof(IndexEntry);

// Working folders that the last finished run of their stage did without, though it is newer than the last that worked in them:
// they are of settings, or of records, that are no more.
Result<void> find_abandoned(Connection& connection, Leftovers& leftovers) {
  for (const fs::path& folder : leftovers.working_in_time) {
    const auto use = read_use(folder);
    if (!use) continue;
    const auto used = read_run(connection, use->run);
    if (!used) return std::unexpected(used.error());
    if (!*used) continue;
    const PipelineId pipeline{.name = (*used)->start.pipeline, .file = (*used)->start.file};
    const auto finished = read_last_run(connection, pipeline, use->stage);
    if (!finished) return std::unexpected(finished.error());
    if (*finished && (*finished)->id > use->run) leftovers.working.push_back(folder);
  }
  return {};
}

Result<void> find_in_database(Connection& connection, const GarbageOptions& options, FoundGarbage& found,
                              NeededUnits& needed) {
  const auto snapshot = Transaction::begin_reading(connection);
  if (!snapshot) return std::unexpected(snapshot.error());
  if (auto abandoned = find_abandoned(connection, found.leftovers); !abandoned) return abandoned;
  auto runs = sort_runs(connection, options);
  if (!runs) return std::unexpected(std::move(runs.error()));
  found.runs = *std::move(runs);
  auto units = needed_by(connection, found.runs.kept);
  if (!units) return std::unexpected(std::move(units.error()));
  needed = *std::move(units);
  const auto spare = spare_bytes(connection, needed);
  if (!spare) return std::unexpected(spare.error());
  found.told.database_bytes = *spare;
  return {};
}

void find_objects(const fs::path& store, FoundGarbage& found) {
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(store / "objects", error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry.depth() == 0) continue;
    entry.disable_recursion_pending();
    const auto digest = Digest::from_hex(entry->path().filename().string());
    if (!digest) continue;
    if (found.live.objects.contains(*digest)) {
      ++found.told.remaining.objects;
      continue;
    }
    ++found.told.objects.count;
    found.told.objects.bytes += disk_use(entry->path());
    found.objects.push_back(*digest);
  }
}

Result<FoundGarbage> find_garbage(const fs::path& store, ReaderPool& readers, Archive& archive,
                                  const GarbageOptions& options, Leftovers leftovers) {
  FoundGarbage found;
  found.leftovers = std::move(leftovers);
  NeededUnits needed;
  const auto read = readers.read(
      [&](Connection& connection) { return find_in_database(connection, options, found, needed); });
  if (!read) return std::unexpected(read.error());
  auto live = archive.find_live(needed);
  if (!live) return std::unexpected(std::move(live.error()));
  found.live = *std::move(live);
  find_objects(store, found);
  found.run_folders = folders_of_other_runs(store, found.runs.kept);

  Garbage& told = found.told;
  told.runs = {.count = found.runs.gone.size(), .bytes = amount_of(found.run_folders).bytes};
  told.units = found.live.dead_units;
  told.payloads = found.live.dead_payloads;
  told.data_bytes = archive.held_in_gaps(found.live);
  told.database_bytes += index_bytes * (told.units + told.payloads);
  told.working_folders = amount_of(found.leftovers.working);
  told.shared_folders = amount_of(found.leftovers.shared);
  told.set_aside = amount_of(found.leftovers.set_aside);
  told.remaining.runs = found.runs.kept.size();
  told.remaining.units = found.live.units;
  told.remaining.payloads = found.live.payloads;
  return found;
}

Result<void> free_data(Archive& archive, FoundGarbage& found) {
  const auto freed = archive.free_gaps(found.live);
  if (freed || freed.error().kind != ErrorKind::unsupported) return freed;
  found.told.notes.push_back(
      fmt::format("{} ({}): it keeps its size on this disk", freed.error().problem, freed.error().why));
  return {};
}

Result<void> remove_files(const Objects& objects, const FoundGarbage& found) {
  for (const Digest& object : found.objects) {
    if (auto done = objects.discard(object); !done) return done;
  }
  const Leftovers& leftovers = found.leftovers;
  for (const Paths* paths : {&found.run_folders, &leftovers.shared, &leftovers.set_aside}) {
    if (auto done = remove_all(*paths); !done) return done;
  }
  for (const fs::path& folder : leftovers.working) {
    std::error_code error;
    remove_working(folder, error);
    if (error) return std::unexpected(system_error("remove", folder, error.value()));
  }
  return {};
}

Error was_set_aside(const fs::path& store, const std::vector<std::string>& notes) {
  return {.kind = ErrorKind::store_corrupt,
          .problem = fmt::format("nothing was freed in the store {}", store.string()),
          .why = notes.empty() ? "its database was set aside" : notes.front(),
          .what_to_do = "run the pipeline first"};
}

}  // namespace

Result<Garbage> Store::collect_garbage(const fs::path& store_path, const GarbageOptions& options) {
  // Before the store is opened for writing, which empties <store>/tmp and may set a database aside.
  Leftovers leftovers = find_leftovers(store_path, options.idle);
  const Amount temporary = amount_of(leftovers.temporary);
  // Whoever reads makes the index of the log, whoever writes removes it.
  const std::uint64_t bytes = disk_use(store_path) - disk_use(store_path / "store.db-shm");
  auto store = open(store_path, {.access = Access::read_only});
  if (store && !options.dry_run) store = open(store_path);
  if (!store) return std::unexpected(std::move(store.error()));
  if (set_aside_files(store_path) != leftovers.set_aside)
    return std::unexpected(was_set_aside(store_path, store->notes()));
  Impl& impl = *store->impl_;
  auto found = find_garbage(store_path, impl.readers, *impl.archive, options, std::move(leftovers));
  if (!found) return std::unexpected(std::move(found.error()));
  Garbage& told = found->told;
  told.temporary = temporary;
  told.remaining.bytes = bytes - std::min(bytes, told.bytes());
  told.notes = store->notes();
  if (options.dry_run) return told;

  auto done = store->forget_runs(found->runs.gone);
  if (done && told.units + told.payloads > 0) {
    done =
        impl.write([&](Connection& connection) { return impl.archive->keep_only(connection, found->live); });
  }
  if (!done) return std::unexpected(std::move(done.error()));
  if (done = free_data(*impl.archive, *found); done) done = remove_files(impl.objects, *found);
  if (!done) return std::unexpected(std::move(done.error()));
  const bool in_order = impl.close();
  if (const auto compacted = compact_database(store_path); !compacted)
    told.notes.push_back("store.db was not made smaller: " + compacted.error().text());
  if (in_order) mark_clean(store_path);
  return told;
}

}  // namespace flowrun::store
