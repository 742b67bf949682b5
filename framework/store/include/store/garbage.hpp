// What a store holds and no kept run needs (Store::collect_garbage).
//
// A run is kept if it is among the newest of its pipeline, or the last one in which one of its stages finished. It needs
// its units and what they emitted; if it was killed, everything that was stored while it ran, but not what it only restored
// from runs that are not kept. Whatever else was stored is garbage, also what a run would restore if somebody went back to
// settings of before.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/run.hpp"

namespace flowrun::store {

struct GarbageOptions {
  std::optional<PipelineId> pipeline = {};  // whose runs may go; none: those of all
  std::size_t keep = 20;                    // runs of each pipeline; at least the newest is kept
  std::optional<std::int64_t> begun_since_ms =
      {};  // since 1970: of the newest, only those that began since are kept
  // Working folders and shared ones that nobody read or wrote for so long are garbage; of working folders also those that their
  // stage has since finished without (working_use.hpp).
  std::chrono::seconds idle = std::chrono::days(14);
  bool dry_run = false;
};

struct Amount {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;  // that the disk gets back

  friend bool operator==(const Amount&, const Amount&) = default;
};

struct Garbage {
  Amount runs;                       // with their folders <store>/runs/<id>
  std::uint64_t units = 0;           // in store.data
  std::uint64_t payloads = 0;        // in store.data
  std::uint64_t data_bytes = 0;      // of store.data: whole blocks of the disk in which nothing is needed
  std::uint64_t database_bytes = 0;  // of store.db, roughly
  Amount objects;
  Amount working_folders;  // of units that did not end: checkpoints of a training
  Amount shared_folders;   // what stages prepare for all units, and can prepare again
  Amount temporary;        // what killed processes left in <store>/tmp
  Amount set_aside;  // databases of before, store.db.corrupt-1 and store.db.old-1, with what belongs to them

  struct Remaining {
    std::uint64_t runs = 0, units = 0, payloads = 0, objects = 0;
    std::uint64_t bytes = 0;  // of the whole store on disk, roughly
    friend bool operator==(const Remaining&, const Remaining&) = default;
  } remaining;

  std::vector<std::string> notes;  // texts to print: what could not be done

  [[nodiscard]] std::uint64_t bytes() const {  // freed in all
    return runs.bytes + data_bytes + database_bytes + objects.bytes + working_folders.bytes +
           shared_folders.bytes + temporary.bytes + set_aside.bytes;
  }
};

}  // namespace flowrun::store
