// The row of store.db that says how much of store.data is committed. Called inside a transaction when writing.
#pragma once

#include <cstdint>

#include "lookup.hpp"
#include "sqlite.hpp"

namespace flowrun::store {

struct ArchiveState {
  std::uint64_t size = 0;     // bytes of store.data that are committed
  std::uint64_t units = 0;    // keys with a record
  std::uint64_t commits = 0;  // transactions so far that added entries
};

// Zeros if nothing was committed yet.
Result<Lookup<ArchiveState>> read_archive_state(Connection& connection);
Result<void> write_archive_state(Connection& connection, const ArchiveState& state);

}  // namespace flowrun::store
