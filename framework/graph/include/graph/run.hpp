// Runs a plan.
#pragma once

#include <filesystem>

#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <plugins/loader.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// Errors of the store end the run with the error; `store_corrupt` asks the caller to set the store aside and
// start again. Everything else is told in the report. The loader must outlive every record, so give one that
// lives on.
store::Result<RunReport> run(const Plan& plan, const RunOptions& options, store::Store& store,
                             const std::filesystem::path& store_path, plugins::Loader& loader);

}  // namespace flowrun::graph
