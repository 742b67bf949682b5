// What is not the same in two runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <base/json.hpp>
#include <report/run_page.hpp>
#include <store/store.hpp>

#include "kept_runs.hpp"

namespace flowrun::cli {

// One value that differs. Of a value that only one run has, the other is null.
struct Difference {
  // "asked", "versions", "settings", "inputs", "counts", "published", "metrics", "outcome".
  std::string section;
  std::string stage;  // "" where it belongs to none
  std::string name;   // of the option, parameter, count, result or metric
  base::Json before, now;
};

// By section in the order above, then as the runs tell them. How a run came by its results (restored or run anew, time,
// threads) is no difference. Of each metric the last value counts.
std::vector<Difference> differences(const KeptRun& before, const KeptRun& now);

// Digests by their first digits, which tell them apart; "-" for null.
std::string short_value(const base::Json& value);

// The run of the pipeline before `run`, and how that differs from it; none for the first, and where one of
// them tells so many failures that reading it takes long.
report::Comparison compared_with_last(store::RunId run, const store::PipelineId& pipeline,
                                      const store::Store& store, const std::filesystem::path& store_path);

// Items of a source, by their keys.
struct ChangedItems {
  std::string stage;
  std::vector<std::string> added, removed, changed;  // in ascending order

  [[nodiscard]] bool is_empty() const { return added.empty() && removed.empty() && changed.empty(); }
};

// Of each source whose input differs.
store::Result<std::vector<ChangedItems>> changed_items(const std::vector<Difference>& differences,
                                                       const store::Store& store, store::RunId before,
                                                       store::RunId now);

}  // namespace flowrun::cli
