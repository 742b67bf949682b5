// Runs a plan.
#pragma once

#include <filesystem>

#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <plugins/loader.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// Errors of the store before and after the run's work end it with the error; `store_corrupt`, at any time, asks the caller
// to set the store aside and start again. Everything else is told in the report, also what broke the run, which then
// publishes nothing. Look at RunReport::lost before anything that was given here goes. The loader must outlive every
// record, so give one that lives on.
store::Result<RunReport> run(const Plan& plan, const RunOptions& options, store::Store& store,
                             const std::filesystem::path& store_path, plugins::Loader& loader);

}  // namespace flowrun::graph
