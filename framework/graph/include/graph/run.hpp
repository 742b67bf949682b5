// Runs a plan.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <plugins/loader.hpp>
#include <store/error.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// The store's error that ended a run.
struct RunError : store::Error {
  std::vector<std::string> lost;  // as RunReport::lost
};

// Errors of the store before and after the run's work end it with the error; `store_corrupt`, at any time, asks the caller
// to set the store aside and start again. Everything else is told in the report, also what broke the run, which then
// publishes nothing. With RunOptions::dry nothing is run, published or recorded, and the store may be open read_only. Look at `lost`, of the report or the error, before anything that was given here goes. The loader must
// outlive every record, so give one that lives on.
std::expected<RunReport, RunError> run(const Plan& plan, const RunOptions& options, store::Store& store,
                                       const std::filesystem::path& store_path, plugins::Loader& loader);

}  // namespace flowrun::graph
