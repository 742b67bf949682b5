// What the next run would do with a record of the last one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <base/json_writer.hpp>
#include <graph/input_changes.hpp>

#include "asked_stage.hpp"

namespace flowrun::cli {

struct NextRun {
  std::optional<graph::Verdict> verdict;  // none: see `note`
  std::string note;
  std::optional<graph::RunReason> reason;      // of `run`
  std::vector<graph::Change> changes;          // of the settings
  std::optional<graph::ChangedRecord> record;  // where its content is not what it was
  std::vector<std::string> depends_on;         // of `depends`
  bool is_sure = true;                         // else it holds only if the input is what it was
};

// Asks the stages before it, as `plan` does, where these had few records in their last run; else the store alone, which takes
// no time.
store::Result<NextRun> next_run_of(const AskedStage& asked, const store::RunUnit& unit);

void print_next(std::size_t indent, const NextRun& next);
// One object.
void write_next(base::JsonWriter& json, const NextRun& next);

}  // namespace flowrun::cli
