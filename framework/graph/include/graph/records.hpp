// The records that a stage emitted in its last run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// Calls `visit` with the JSON text of each record, in order, until it returns false. `port_name` is "stage", or
// "stage.port" for one of several outputs. The error says why there is nothing to show, or which record is gone.
base::Result<void> each_record(const Plan& plan, const std::string& port_name, const store::Store& store,
                               const std::function<bool(const std::string&)>& visit);

// Names of the stages, this one and those that feed it, whose settings are not those of the run that each_record shows.
base::Result<std::vector<std::string>> changed_since(const Plan& plan, const std::string& port_name,
                                                     const store::Store& store);

}  // namespace flowrun::graph
