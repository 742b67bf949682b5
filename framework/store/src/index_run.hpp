// Digests and where they lie, sorted: what the store's index is made of. Immutable once made.
//
// An entry has the first 8 bytes of a digest only: whoever follows a place compares the whole digest there, and goes on
// to the next place with the same 8 bytes. Of those the newest comes first.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "store/digest.hpp"

namespace flowrun::store {

struct IndexEntry {
  std::uint64_t prefix = 0;  // prefix_of a digest
  std::uint64_t place = 0;   // in store.data

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

[[nodiscard]] std::uint64_t prefix_of(const Digest& digest);

// Entries in the order of their prefixes, newest first among equals.
using IndexRun = std::vector<IndexEntry>;

// `arrivals`, oldest first, as a run.
[[nodiscard]] IndexRun sorted_run(std::vector<IndexEntry> arrivals);
[[nodiscard]] IndexRun merged(const IndexRun& newer, const IndexRun& older);
// The first entry with this prefix, or the end. Digests are spread evenly, so that it is looked for where it should be;
// in a run that is not sorted, because of damage, it may be missed.
[[nodiscard]] IndexRun::const_iterator find_in(const IndexRun& run, std::uint64_t prefix);

// The whole index at one moment: runs, the newest first.
struct IndexView {
  std::vector<std::shared_ptr<const IndexRun>> runs;

  // Calls `visit(place)` for every place with this prefix, newest first, until it returns true.
  template <class Visit>
  void each_place(std::uint64_t prefix, Visit&& visit) const {
    for (const auto& run : runs)
      for (auto entry = find_in(*run, prefix); entry != run->end() && entry->prefix == prefix; ++entry)
        if (visit(entry->place)) return;
  }
};

}  // namespace flowrun::store
