// Which runs are kept, and what they need. Called inside a transaction that reads.
//
// A damaged row is an error (store_corrupt): what it names cannot be known, so that nothing may be freed on its word.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "sqlite.hpp"
#include "store/garbage.hpp"

namespace flowrun::store {

// A part of store.data.
struct Extent {
  std::uint64_t begin = 0, end = 0;
};

struct SortedRuns {
  std::vector<RunId> kept, gone;
};
Result<SortedRuns> sort_runs(Connection& connection, const GarbageOptions& options);

struct NeededUnits {
  std::unordered_set<Digest> units;
  // What was stored while a run went on that did not end: which units were its own is not known of all.
  std::vector<Extent> stretches;
  std::unordered_set<std::int64_t> lists;  // of units: rows of unit_lists

  [[nodiscard]] bool holds(const Digest& unit, std::uint64_t place) const;
  [[nodiscard]] bool holds(std::uint64_t place) const;
};
Result<NeededUnits> needed_by(Connection& connection, const std::vector<RunId>& kept);

// Bytes of store.db that are free, or will be without the lists that are not `needed`.
Result<std::uint64_t> spare_bytes(Connection& connection, const NeededUnits& needed);

}  // namespace flowrun::store
