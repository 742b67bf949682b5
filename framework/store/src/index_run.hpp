// Digests and where they lie, sorted: what the store's index is made of. Immutable once made.
//
// An entry has the first 8 bytes of a digest only: whoever follows a place compares the whole digest there, and goes on
// to the next place with the same 8 bytes. Of those the newest comes first.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "store/digest.hpp"

namespace flowrun::store {

struct IndexEntry {
  std::uint64_t prefix = 0;  // prefix_of a digest
  std::uint64_t place = 0;   // in store.data

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};
using IndexEntries = std::vector<IndexEntry>;

[[nodiscard]] std::uint64_t prefix_of(const Digest& digest);

// `arrivals`, oldest first, in the order of their prefixes, newest first among equals.
[[nodiscard]] IndexEntries in_index_order(IndexEntries arrivals);
[[nodiscard]] IndexEntries merged(std::span<const IndexEntry> newer, std::span<const IndexEntry> older);

class IndexRun {
 public:
  IndexRun() = default;
  // `entries` are in index order. Where damage has left them in another, some may be missed.
  explicit IndexRun(IndexEntries entries);

  [[nodiscard]] std::span<const IndexEntry> entries() const { return entries_; }
  // Those with this prefix.
  [[nodiscard]] std::span<const IndexEntry> find(std::uint64_t prefix) const;

 private:
  IndexEntries entries_;
  // Digests are spread evenly: the highest bits of a prefix lead to some 8 entries, in one or two cache lines.
  std::vector<std::uint32_t> starts_;  // of each bucket, and the end of the last
  unsigned shift_ = 0;                 // of a prefix, to its bucket
};

// The whole index at one moment: runs, the newest first.
struct IndexView {
  std::vector<std::shared_ptr<const IndexRun>> runs;

  // Calls `visit(place)` for every place with this prefix, newest first, until it returns true.
  template <class Visit>
  void each_place(std::uint64_t prefix, Visit&& visit) const {
    for (const auto& run : runs)
      for (const auto& entry : run->find(prefix))
        if (visit(entry.place)) return;
  }
};

}  // namespace flowrun::store
