// A stage that a command asks about, with its last finished run.
#pragma once

#include <filesystem>
#include <string>

#include <graph/plan.hpp>
#include <store/store.hpp>

#include "options.hpp"

namespace flowrun::cli {

struct AskedStage {
  const FileOptions& options;
  const graph::Plan& plan;
  const graph::PlannedStage& stage;
  store::Store& store;
  std::filesystem::path store_path;
  store::RunId run = 0;
  store::StageRecord last;  // of the stage in this run
};

// Whether the stage and those before it had few records in their last runs: then all of them may be looked at for one answer.
store::Result<bool> has_few_records(const AskedStage& asked);

}  // namespace flowrun::cli
