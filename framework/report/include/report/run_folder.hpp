// <store>/runs/<id>/: what is kept of each run, whatever became of it.
//
//   run.json        what was asked, with which settings and versions, on what inputs, and what came of it (run_file.hpp)
//   events.jsonl    what happened, one JSON object a line (event_log.hpp)
//   metrics.jsonl   the points of all time series (metric_log.hpp); absent where there is none
//   report.html     all of it for people (run_page.hpp); absent where the run had nothing to do, or was killed
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <base/json.hpp>
#include <store/run.hpp>

namespace flowrun::report {

inline constexpr std::string_view run_file_name = "run.json";
inline constexpr std::string_view events_file_name = "events.jsonl";
inline constexpr std::string_view metrics_file_name = "metrics.jsonl";
inline constexpr std::string_view page_file_name = "report.html";

// Of a run's folder; null where it is gone or damaged.
base::Json told_run(const std::filesystem::path& run_folder);

std::filesystem::path run_folder(const std::filesystem::path& store, store::RunId run);

// Puts the run's run.json and metrics.jsonl into `out` as run.json and run.metrics.jsonl, each written aside, flushed to
// disk and renamed; `out` is made. Where the run gave no metrics, those of the run before go. The error names the file.
base::Result<void> show_run(const std::filesystem::path& run_folder, const std::filesystem::path& out);

// Writes a file of a run's folder aside and renames it; the folder is made. Not flushed to disk, which takes longer than a
// run with nothing to do: what `out` shows is.
base::Result<void> write_kept(const std::filesystem::path& path, const std::string& text);

// "cannot write PATH (why): check the folder and the disk".
base::Error cannot_write(const std::filesystem::path& path, std::string_view why);

}  // namespace flowrun::report
