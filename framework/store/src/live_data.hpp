// What of store.data and objects/ is needed, and what lies around it.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "index_run.hpp"
#include "needed_units.hpp"

namespace flowrun::store {

struct LiveData {
  IndexEntries entries;                             // in order of place
  std::vector<Extent> extents;                      // of the same entries
  std::uint64_t end = 0;                            // of what is committed
  std::uint64_t units = 0, payloads = 0;            // among the entries
  std::uint64_t dead_units = 0, dead_payloads = 0;  // that the index still leads to
  std::unordered_set<Digest> objects;               // that the units name, there or not

  // What lies between them, as whole blocks of the disk, from `begin` on.
  [[nodiscard]] std::vector<Extent> gaps(std::uint64_t begin) const;
};

}  // namespace flowrun::store
