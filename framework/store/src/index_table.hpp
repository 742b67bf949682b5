// The runs of the index (index.hpp) as rows: 4,096 entries to a row with a seal, so that damage costs only those.
// Called inside a transaction when writing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index_run.hpp"
#include "sqlite.hpp"

namespace flowrun::store {

// The id of the entries that are in no run yet: a row for each commit, in order of arrival.
constexpr std::int64_t recent_run = 0;

struct IndexPart {
  std::int64_t run = 0;
  std::int64_t part = 0;
};

struct IndexParts {
  IndexEntries entries;  // of all parts that are whole, in the order of the parts
  std::int64_t last_part = 0;
  std::vector<IndexPart> damaged;
};

Result<std::vector<std::int64_t>> index_runs(Connection& connection);
Result<IndexParts> read_index_run(Connection& connection, std::int64_t run);

Result<void> write_index_part(Connection& connection, std::int64_t run, std::int64_t part,
                              std::span<const IndexEntry> entries);
Result<void> write_index_run(Connection& connection, std::int64_t run, std::span<const IndexEntry> entries);
Result<void> remove_index_part(Connection& connection, const IndexPart& part);
Result<void> remove_index_run(Connection& connection, std::int64_t run);
Result<void> remove_index(Connection& connection);  // all runs

}  // namespace flowrun::store
