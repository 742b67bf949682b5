// report.html of a run that was killed, from what it had written until then.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <base/error.hpp>
#include <graph/plan.hpp>
#include <report/run_page.hpp>
#include <store/store.hpp>

namespace flowrun::report {

// What run.json told when the run began, and what events.jsonl and metrics.jsonl tell of how far it came: of stages that ended
// the books, of the others whether they had begun. `death` is what is known of the end: "" for nothing.
RunStory killed_run(const std::filesystem::path& run_folder, const std::string& death);

// The page of the newest run of the pipeline, if that was killed and has none yet; returns its path. Only for who may write to
// the store, so that no process is at that run any more. The error names the file that could not be written.
base::Result<std::optional<std::filesystem::path>> write_killed_page(const graph::Plan& plan,
                                                                     const store::Store& store,
                                                                     const std::filesystem::path& store_path,
                                                                     const std::string& death);

}  // namespace flowrun::report
