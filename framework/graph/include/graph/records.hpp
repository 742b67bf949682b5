// The records that a stage emitted in its last run, or would emit now.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <graph/plan.hpp>
#include <plugins/loader.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

struct WantedRecords {
  std::string port;  // "stage", or "stage.port" for one of several outputs
  std::string
      record;  // "" for all; else those whose key is this or begins with it, and those made of such a record
};

struct ShownRecord {
  std::string_view port, key, json;
};
// Returns whether to go on.
using VisitRecord = std::function<bool(const ShownRecord&)>;

// Calls `visit` with each record of the stage's last run, in order. Those of a stage that is not kept in the store are made
// anew, if it is cheap, of the nearest records that are; `warnings` says which of those are out of date. The error says why
// there is nothing to show, or which record is gone.
base::Result<void> each_record(const Plan& plan, const WantedRecords& wanted, store::Store& store,
                               const std::filesystem::path& store_path, plugins::Loader& loader,
                               std::vector<std::string>& warnings, const VisitRecord& visit);

// Names of the stages, this one and those that feed it, whose settings are not those of the last run.
base::Result<std::vector<std::string>> changed_since(const Plan& plan, const std::string& port_name,
                                                     const store::Store& store);

}  // namespace flowrun::graph
