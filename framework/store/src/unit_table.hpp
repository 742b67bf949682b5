// Units and the digests they produced, as rows. Called inside a transaction when writing.
#pragma once

#include <optional>
#include <vector>

#include "sqlite.hpp"
#include "store/unit.hpp"

namespace flowrun::store {

// What a key led to. A row whose seal does not fit counts as absent, but is told apart so that it can be
// removed and reported.
template <class T>
struct Lookup {
  std::optional<T> value;
  bool damaged = false;
};

Result<void> write_unit(Connection& connection, const Digest& key, const UnitRecord& record);
Result<Lookup<UnitRecord>> read_unit(Connection& connection, const Digest& key);
// Looks again first: the row may have been replaced since the damage was seen.
Result<void> remove_damaged_unit(Connection& connection, const Digest& key);

// Keys of units that emitted, or once emitted, a record with this digest.
Result<std::vector<Digest>> read_producers(Connection& connection, const Digest& digest);

}  // namespace flowrun::store
