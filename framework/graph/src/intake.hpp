// The ordered input of a collector, of a `once` port, of a level or of a published result.
//
// Records come in any order, from any thread, and are read in order once all are in. What is kept of a record
// is its order, key and digest: its bytes lie in the store. Beyond `in_memory` entries, sorted runs are
// written to an unnamed file, so that memory stays bounded, and merged when read.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <store/digest.hpp>

#include "order.hpp"

namespace flowrun::graph {

struct IntakeEntry {
  Order order;
  std::string key;
  store::Digest digest;
  std::uint64_t bytes = 0;
  friend bool operator<(const IntakeEntry& a, const IntakeEntry& b) { return a.order < b.order; }
};

class IntakeReader {
 public:
  virtual ~IntakeReader() = default;
  virtual base::Result<std::optional<IntakeEntry>> next() = 0;
};

class Intake {
 public:
  explicit Intake(std::filesystem::path folder, std::size_t in_memory = 65536);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  // Thread-safe. A failed write of a run is kept and reported by `read`.
  void add(IntakeEntry entry);
  [[nodiscard]] std::uint64_t count() const;

  // The entries in order. Call it when all are in; several readers may be had, one after the other.
  std::unique_ptr<IntakeReader> read();

 private:
  class MemoryReader;
  class MergeReader;
  struct Run {
    std::int64_t begin, end;  // bytes of the file
  };
  void write_run();
  void sort_memory();

  const std::filesystem::path folder_;
  const std::size_t in_memory_;
  mutable std::mutex mutex_;
  std::vector<IntakeEntry> entries_;
  bool is_sorted_ = true;
  std::uint64_t count_ = 0;
  std::FILE* file_ = nullptr;
  std::vector<Run> runs_;
  std::optional<base::Error> trouble_;
};

}  // namespace flowrun::graph
