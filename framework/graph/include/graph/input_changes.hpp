// Which of the records that a stage takes came, went or changed since its last finished run, down to the field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <base/json_difference.hpp>
#include <graph/forecast.hpp>

namespace flowrun::graph {

// A record that is there in both, under one key, with another content.
struct ChangedRecord {
  std::string key;
  base::JsonDifferences fields;
  std::string unknown;  // why no field can be named; "" if they are
};

// Of each list the first so many, by key.
struct InputChanges {
  static constexpr std::size_t most_listed = 10;

  std::uint64_t added = 0, removed = 0, changed = 0;  // all of them
  std::vector<std::string> added_keys, removed_keys;
  std::vector<ChangedRecord> changed_records;
  bool is_reordered = false;  // the same records, in another order: counts for a collector
  // Why this does not tell all, "not known without running: it depends on what sessions gives"; "" if it does.
  std::string unknown;
};

// `forecast` is of this plan, with the stage and all before it; `stage` has finished a run. Of a source the records are its
// items.
store::Result<InputChanges> input_changes(const Plan& plan, const Forecast& forecast, std::string_view stage,
                                          const store::Store& store);

// How a record that the stage takes changed. `before` and `now` are RunUnit::input.
ChangedRecord changed_record(const PlannedStage& stage, std::string key, const store::Digest& before,
                             const store::Digest& now, const store::Store& store);

// Keys of all records that a collector took in the run, in order; without those that the store does not have any more, or
// never had, because who gave them is not cached.
store::Result<std::vector<std::string>> input_keys(const Plan& plan, const PlannedStage& collector,
                                                   store::RunId run, const store::Store& store);

}  // namespace flowrun::graph
