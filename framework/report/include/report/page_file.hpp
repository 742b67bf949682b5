// report.html in the folder of a run that has ended.
#pragma once

#include <filesystem>

#include <base/error.hpp>
#include <graph/plan.hpp>
#include <graph/run_report.hpp>
#include <report/activity.hpp>
#include <report/run_page.hpp>
#include <store/store.hpp>

namespace flowrun::report {

// Whether the run has more to show than that everything was as before.
bool did_something(const graph::RunReport& report);

// Made from run.json and metrics.jsonl there, which must be written, and from what the store knows of records that were left
// out. Returns its path. The error names the file that could not be read or written.
base::Result<std::filesystem::path> write_run_page(const graph::Plan& plan, const graph::RunReport& report,
                                                   const store::Store& store,
                                                   const std::filesystem::path& store_path, Activity activity,
                                                   Comparison comparison);

}  // namespace flowrun::report
