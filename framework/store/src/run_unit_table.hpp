// The units of a stage in a run. Called inside a transaction when writing.
//
//   while the stage runs    in memory (gathered_units.hpp); if they are many, run_units: parts of up to 4,096 units
//   when it has ended       unit_lists: all of them in their order, cut into lists of some 512 units where the digests
//                           say so, so that a run with nearly the same units has nearly the same lists; a list that is
//                           there already is not written again. stage_lists: which lists
//
// A damaged row is an error (store_corrupt): a list with a hole would mislead.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite.hpp"
#include "store/run.hpp"

namespace flowrun::store {

// In the order of their order keys, each once: what was recorded by different calls may overlap, or repeat itself.
void bring_into_order(std::vector<RunUnit>& units);

// Appends them as one row.
Result<void> write_units(Connection& connection, std::int64_t stage_id,
                         std::span<const RunUnit* const> units);

struct UnitList {
  Digest digest;  // of `units`
  std::string units;
  std::string first;  // order key of the first unit
  std::string keys;   // record keys in the order of the units, a zero byte before each
};
using UnitLists = std::vector<UnitList>;

// `units` are in their order.
[[nodiscard]] UnitLists divide(std::span<const RunUnit> units);
// Puts the lists into the place of everything that was recorded of the stage's units.
Result<void> replace_by_lists(Connection& connection, RunId run, std::string_view stage,
                              const UnitLists& lists);

// In their order, each once.
Result<std::vector<RunUnit>> read_units(Connection& connection, RunId run, std::string_view stage);
// Over the digests of its lists: units that are not in lists yet do not count.
Result<Digest> digest_of_units(Connection& connection, RunId run, std::string_view stage);

// The lists of a stage that has ended, in their order; nothing if it has none.
Result<std::optional<std::vector<std::int64_t>>> read_list_ids(Connection& connection, RunId run,
                                                               std::string_view stage);
struct ListHead {
  std::string first, keys;  // as in UnitList
};
Result<ListHead> read_list_head(Connection& connection, RunId run, std::int64_t id);
// Appends the units of a list.
Result<void> read_list(Connection& connection, RunId run, std::int64_t id, std::vector<RunUnit>& units);

}  // namespace flowrun::store
