// The units of a stage in a run. Called inside a transaction when writing.
//
//   while the stage runs    run_units: parts of up to 4,096 units, as they come
//   when it has ended       unit_lists: all of them in their order, cut into lists of some 512 units where the digests
//                           say so, so that a run with nearly the same units has nearly the same lists; a list that is
//                           there already is not written again. stage_lists: which lists
//
// A damaged row is an error (store_corrupt): a list with a hole would mislead.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite.hpp"
#include "store/run.hpp"

namespace flowrun::store {

// Appends them as one row.
Result<void> write_units(Connection& connection, std::int64_t stage_id,
                         std::span<const RunUnit* const> units);

struct UnitList {
  Digest digest;  // of `units`
  std::string units;
};
using UnitLists = std::vector<UnitList>;

// `units` are in their order.
[[nodiscard]] UnitLists divide(std::span<const RunUnit> units);
// Puts the lists into the place of everything that was recorded of the stage's units.
Result<void> replace_by_lists(Connection& connection, RunId run, std::string_view stage,
                              const UnitLists& lists);

// In their order, each once.
Result<std::vector<RunUnit>> read_units(Connection& connection, RunId run, std::string_view stage);
// These two read all units of the run.
Result<std::vector<StageUnit>> read_units_with_input(Connection& connection, RunId run, const Digest& input);
Result<std::vector<StageUnit>> read_units_with_key(Connection& connection, RunId run, const Digest& key);

}  // namespace flowrun::store
