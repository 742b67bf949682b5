// The ordered input of a collector, of a `once` port, of a level or of a published result.
//
//   Intake
//    └─ shelf for each path, in the order of paths
//        └─ bucket for each sequence: what descends from one thing that the level began with (frontier.hpp)
//            └─ records, in memory or as sorted runs in an unnamed file, read in the order of their numbers
//
// Records come in any order, from any thread. They stay in memory, as they came, until they take more than the intake's
// share of the memory; then the buckets that are needed last go to disk.
//
// There are two ways to read: all of it, as often as one likes, once everything is in (IntakeReader), and bucket by
// bucket while records still come, each as soon as nothing can come before it (StreamedInput, collector_input.hpp).
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include <base/error.hpp>

#include "batch.hpp"
#include "bucket.hpp"
#include "memory.hpp"
#include "spill.hpp"

namespace flowrun::graph {

struct Shelf {
  const Path* path;
  std::map<std::uint64_t, Bucket> buckets;  // by sequence
};

class Intake;

// All records of an intake, in order.
class IntakeReader {
 public:
  explicit IntakeReader(Intake& intake);
  // Nothing at the end.
  base::Result<std::optional<Taken>> next();

 private:
  Intake& intake_;
  std::map<std::string_view, Shelf>::iterator shelf_;
  std::map<std::uint64_t, Bucket>::iterator bucket_;
  std::optional<BucketCursor> cursor_;
};

class Intake {
 public:
  // Spills to a file in `folder`. `store` is where contents may lie.
  Intake(std::filesystem::path folder, const store::Store& store, Memory& memory);
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  // Takes the records of a message that came along `path`. Thread-safe. A failed write is kept and reported by readers.
  void add(const Message& message, const Path& path);
  // Thread-safe.
  [[nodiscard]] std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }

  // What whoever adds does before, since it has more threads than the reader. Digests are needed for a key; that the
  // JSON is wanted shows when the reader asks for it.
  void need_digests() { needs_digests_ = true; }
  void want_json() { wants_json_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool needs_digests() const { return needs_digests_; }
  [[nodiscard]] bool wants_json() const { return wants_json_.load(std::memory_order_relaxed); }

  // The records in order. Call it when all are in; several readers may be had, one after the other.
  std::unique_ptr<IntakeReader> read() { return std::make_unique<IntakeReader>(*this); }

  // The paths along which records came, in order. Call it when all are in.
  [[nodiscard]] std::vector<const Path*> paths() const;

  // Takes the first bucket of a path out, if its sequence is smaller than `below`. Thread-safe.
  std::optional<Bucket> take_bucket(const Path& path, std::uint64_t below);
  [[nodiscard]] BucketCursor cursor_of(Bucket& bucket) const { return {bucket, file_, store_}; }
  [[nodiscard]] std::optional<base::Error> trouble() const;

 private:
  friend class IntakeReader;
  Shelf& shelf_of(const Path& path);
  void spill();
  bool spill(Bucket& bucket);

  const store::Store& store_;
  bool needs_digests_ = false;  // set before the first record
  std::atomic<bool> wants_json_ = false;
  std::atomic<std::uint64_t> count_ = 0;

  mutable std::mutex mutex_;
  std::map<std::string_view, Shelf> shelves_;  // by the bytes of the path
  MemoryShare memory_;
  SpillFile file_;
  std::optional<base::Error> trouble_;
};

}  // namespace flowrun::graph
