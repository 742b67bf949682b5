// The content-addressed cache on disk: units of work, their payloads, and the runs that used them.
//
//   <store>/store.db     where units and payloads lie, runs, lineage (SQLite, WAL)
//   <store>/store.data   units and small payloads, in order of arrival
//   <store>/objects/     larger payloads, files and folders, named by digest (objects.hpp)
//   <store>/lock         held by the one process that writes; any number may read
//   <store>/tmp/         what is written aside; emptied when the store is opened for writing
//   <store>/clean        what store.db looked like when it was last closed in good order
//
// Nothing read from disk is trusted: rows and units carry a seal, payloads are compared with their digest. A damaged
// unit or payload counts as absent, is noted, and is marked so that the next commit replaces it. A database
// that SQLite itself cannot read any more is the error `store_corrupt`: close the Store, call set_aside, open
// again.
//
// A killed process loses at most what was not yet committed; the store stays consistent. After a power cut
// the last commits may be gone as well.
//
// All functions may be called from many threads at once, except those that end the Store's life.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/digest.hpp"
#include "store/error.hpp"
#include "store/folder_digest.hpp"
#include "store/objects.hpp"
#include "store/run.hpp"
#include "store/unit.hpp"

namespace flowrun::store {

struct Garbage;         // garbage.hpp
struct GarbageOptions;  // garbage.hpp

struct OpenOptions {
  Access access = Access::read_write;
  // A database that was not closed in good order is checked page by page when it is opened for writing, if
  // it is smaller than this (bytes); damage in a larger one shows when it is met.
  std::uint64_t check_below = std::uint64_t{64} << 20;
};

class Store {
 public:
  // Makes the store if it is not there (read_write). A damaged database is set aside as store.db.corrupt-1
  // (-2, ...), one of an older format as store.db.old-1, and a new one is made: see notes().
  // Errors: in_use, newer_format, no_permission, no_space, unsupported (the folder, or the store.db in it, is somebody
  // else's and stays as it is); for read_only also not_found, older_format and store_corrupt.
  static Result<Store> open(const std::filesystem::path& store, OpenOptions options = {});

  // Moves the damaged database of a closed store out of the way. Returns the note to print.
  static Result<std::string> set_aside(const std::filesystem::path& store);

  // Frees what no kept run needs; with `dry_run` only tells what would be freed, and changes nothing. A process that dies
  // on the way leaves a whole store, and what it did not come to for the next call. Opens the store itself; readers in
  // other processes go on, and find what was freed absent.
  // Errors: those of open, and not_found for a store that is not there; store_corrupt if what a run needs cannot be known,
  // or if the store had to be set aside: then nothing was freed.
  static Result<Garbage> collect_garbage(const std::filesystem::path& store, const GarbageOptions& options);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();  // commits what is queued

  // Whether a process writes to the store there, as far as the system tells. A moment later that may have changed.
  [[nodiscard]] static bool is_being_written(const std::filesystem::path& store);

  // Texts to print: what was set aside or found damaged since the store was opened.
  [[nodiscard]] std::vector<std::string> notes() const;

  [[nodiscard]] const Objects& objects() const;
  // Remembers in the background; a store opened read_only recalls only.
  [[nodiscard]] FileMemory& file_memory() const;

  // --- units and payloads: what was submitted in this process is found at once, committed or not ---

  [[nodiscard]] Result<std::optional<UnitRecord>> find_unit(const Digest& key) const;
  // ErrorKind::not_found if it is absent or was damaged. A unit that was found may lack a payload, after
  // damage: compute the unit anew then. `place` is Output::place, and spares the look-up; one that is wrong costs time
  // only. Whoever reads in the order in which units were submitted reads the disk from front to back.
  [[nodiscard]] Result<std::string> read_payload(const Digest& digest, std::uint64_t place = 0) const;
  // Without reading all of it, so a damaged one still counts, until somebody has read it.
  [[nodiscard]] Result<bool> has_payload(const Digest& digest, std::uint64_t place = 0) const;

  // Never waits. Committed within 100 ms, or at once if urgent (large payloads, which are flushed to disk one
  // by one, may take longer). In a store opened read_only, on_durable gets the error before submit returns.
  void submit(Commit commit);
  // Several at once, which cost less so. They are committed in one transaction, and `on_durable` (may be empty) is
  // called once, by the rules of Commit::on_durable; one of them that is urgent makes all urgent.
  void submit(std::vector<Commit> commits, std::function<void(const Result<void>&)> on_durable);
  // Waits until everything submitted so far is committed. The first error of the writer is final: from then
  // on nothing is written, and flush and every on_durable tell it.
  Result<void> flush();

  // --- runs: functions that write return when it is committed, but for record_units ---

  Result<RunId> begin_run(const RunStart& start);
  // Replaces what was recorded of the stage in this run, and commits its units unless it still runs.
  Result<void> record_stage(RunId run, std::string_view stage, const StageRecord& record);
  // Adds units, in any order. They are committed when the stage is recorded as ended, as lists that runs share: a run
  // that repeats the units of another adds nothing. Until then most are in memory, and lost with a killed process.
  Result<void> record_units(RunId run, std::string_view stage, std::span<const RunUnit> units);
  Result<void> finish_run(RunId run, int exit_code);
  // Removes all that the store holds of these runs, and their folders <store>/runs/<id>. The newest run of the store
  // stays, or the next would take its number. Units and payloads stay, for collect_garbage.
  Result<void> forget_runs(std::span<const RunId> runs);
  // Forgets runs that only repeated what was known: those beyond the newest 50 of the pipeline that ran no unit, and
  // are not the last one in which a stage finished. Looks at some runs only; call it at the end of each run.
  Result<void> forget_repeated_runs(const PipelineId& pipeline);

  [[nodiscard]] Result<std::optional<Run>> find_run(RunId run) const;
  [[nodiscard]] Result<std::vector<Run>> runs(std::size_t at_most) const;  // newest first
  [[nodiscard]] Result<std::vector<Run>> runs(const PipelineId& pipeline, std::size_t at_most) const;
  [[nodiscard]] Result<std::optional<Run>> last_run(const PipelineId& pipeline) const;
  // The last one in which the stage finished.
  [[nodiscard]] Result<std::optional<Run>> last_run(const PipelineId& pipeline, std::string_view stage) const;
  [[nodiscard]] Result<std::vector<NamedStageRecord>> stages_of(RunId run) const;  // as first recorded
  [[nodiscard]] Result<std::optional<StageRecord>> stage_of(RunId run, std::string_view stage) const;
  [[nodiscard]] Result<std::vector<RunUnit>> units_of(RunId run,
                                                      std::string_view stage) const;  // by order_key
  // Of a stage that was recorded as ended: equal for two runs only if units_of gives the same, which it does not read.
  [[nodiscard]] Result<Digest> digest_of_units(RunId run, std::string_view stage) const;
  // Units whose record key is `key_part`, then those whose key begins with it, then those that have it behind one of
  // / @ : _ - (so that a commit's id finds repository@id); each by order_key, `at_most` in all. Of a stage that has
  // ended only the record keys are read, and the units around the matches.
  [[nodiscard]] Result<RunUnits> find_units(RunId run, std::string_view stage, std::string_view key_part,
                                            std::size_t at_most) const;
  // Units whose record key is `key` or a beginning of it, by order_key: what a record that names its origin came from.
  [[nodiscard]] Result<RunUnits> find_units_beginning(RunId run, std::string_view stage,
                                                      std::string_view key) const;
  // The unit with this order key.
  [[nodiscard]] Result<std::optional<RunUnit>> unit_at(RunId run, std::string_view stage,
                                                       std::string_view order_key) const;
  // The unit whose order key is `order_key` or the longest beginning of it: the one that a record came through.
  [[nodiscard]] Result<std::optional<RunUnit>> find_unit_by_order(RunId run, std::string_view stage,
                                                                  std::string_view order_key) const;
  // Units whose order key is `order_key` or begins with it: those that work on what came of the one with this key.
  [[nodiscard]] Result<RunUnits> find_units_under(RunId run, std::string_view stage,
                                                  std::string_view order_key) const;

  // --- lineage: of committed units ---

  // Keys of the units that emit a record with this digest, in ascending order. Reads every unit of the store.
  [[nodiscard]] Result<std::vector<Digest>> producers_of(const Digest& digest) const;
  // The two below read all units of the run (100,000: some 50 ms). To follow many records, take units_of
  // once. Units of a run whose input is this record.
  [[nodiscard]] Result<std::vector<StageUnit>> consumers_of(RunId run, const Digest& digest) const;
  // Where a unit stands in a run: its stage, its record and its input.
  [[nodiscard]] Result<std::vector<StageUnit>> places_of(RunId run, const Digest& unit) const;

  // --- published places: what was last put where ---

  Result<void> remember_published(const std::filesystem::path& path, const Digest& digest);
  [[nodiscard]] Result<std::optional<Digest>> published_digest(const std::filesystem::path& path) const;

  // --- libraries of stages: what a build's file held when it was first seen ---

  Result<void> remember_library(std::string_view build_id, const Digest& digest);
  [[nodiscard]] Result<std::optional<Digest>> library_digest(std::string_view build_id) const;

 private:
  struct Impl;
  Result<void> visit_units(RunId run, std::string_view stage,
                           const std::function<bool(std::string_view keys)>& may_match,
                           const std::function<void(RunUnits)>& take) const;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace flowrun::store
