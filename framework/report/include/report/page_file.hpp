// report.html in the folder of a run that has ended.
#pragma once

#include <filesystem>

#include <base/error.hpp>
#include <graph/plan.hpp>
#include <graph/run_report.hpp>
#include <report/run_page.hpp>
#include <store/store.hpp>

namespace flowrun::report {

// Whether the run has more to show than that everything was as before.
bool did_something(const graph::RunReport& report);

// Adds to `story`, which has what is not said here, the examples, links and points: from what the store knows of records that
// were left out, and from metrics.jsonl of this run and of earlier ones, which must be written. Returns the page's path. The
// error names the file that could not be written.
base::Result<std::filesystem::path> write_run_page(RunStory story, const graph::Plan& plan,
                                                   const graph::RunReport& report, const store::Store& store,
                                                   const std::filesystem::path& store_path);

}  // namespace flowrun::report
