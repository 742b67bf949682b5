// Digests whose entry in store.data was found damaged. Until they are stored anew they count as absent, also for who
// looks without reading, and in later runs: a table of store.db remembers them.
//
// Reading is safe from many threads; the set is nearly always empty, and then takes no lock.
#pragma once

#include <atomic>
#include <shared_mutex>
#include <unordered_set>

#include "sqlite.hpp"

namespace flowrun::store {

class Condemned {
 public:
  [[nodiscard]] bool contains(const Digest& digest) const;

  Result<void> load(Connection& connection);
  // The two below are called inside a transaction.
  Result<void> add(Connection& connection, const Digest& digest);
  Result<void> remove(Connection& connection, const Digest& digest);

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_set<Digest> digests_;
  std::atomic<std::size_t> size_ = 0;
};

}  // namespace flowrun::store
