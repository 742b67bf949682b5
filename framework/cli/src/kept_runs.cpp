#include "kept_runs.hpp"

#include <fstream>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <config/diagnostics.hpp>
#include <config/pipeline.hpp>
#include <report/run_folder.hpp>
#include <report/style.hpp>

namespace flowrun::cli {
namespace {

namespace fs = std::filesystem;

std::string ending_of(const store::Run& run, const fs::path& store) {
  if (!run.finished_ms) return store::Store::is_being_written(store) ? "running" : "killed";
  if (run.exit_code == std::to_underlying(graph::ExitCode::all_well)) return "finished";
  return run.exit_code == std::to_underlying(graph::ExitCode::interrupted) ? "interrupted" : "failed";
}

}  // namespace

KeptRun kept_run(const store::Run& run, const fs::path& store) {
  const fs::path folder = report::run_folder(store, run.id);
  return {.run = run, .folder = folder, .told = report::told_run(folder), .ending = ending_of(run, store)};
}

std::expected<PipelinePlace, graph::ExitCode> pipeline_place(const FileOptions& options) {
  config::Diagnostics diagnostics;
  const auto pipeline = config::load_pipeline(options.file, options.load_options(), diagnostics);
  if (!pipeline || pipeline->name.empty()) {
    fmt::print(stderr, "{}\n", diagnostics.render(report::use_colour(STDERR_FILENO)));
    return std::unexpected(graph::ExitCode::usage_error);
  }
  std::error_code unknown;  // then it is as good as it was given
  fs::path place = fs::weakly_canonical(fs::absolute(pipeline->path), unknown);
  if (unknown) place = pipeline->path;
  return PipelinePlace{.name = pipeline->name, .file = place.string()};
}

std::expected<KeptRuns, graph::ExitCode> KeptRuns::open(const FileOptions& options) {
  auto pipeline = pipeline_place(options);
  if (!pipeline) return std::unexpected(pipeline.error());
  auto store = store::Store::open(options.store, {.access = store::Access::read_only});
  if (!store) {
    base::Error error = store.error().as_error();
    if (store.error().kind == store::ErrorKind::not_found) error.what_to_do = "run the pipeline first";
    report::print_error(error.text());
    return std::unexpected(graph::ExitCode::finished_with_failures);
  }
  return KeptRuns(std::move(*store), options.store, std::move(*pipeline));
}

base::Result<std::vector<KeptRun>> KeptRuns::newest(std::size_t at_most) const {
  const auto runs = store_.runs({.name = pipeline_.name, .file = pipeline_.file}, at_most);
  if (!runs) return std::unexpected(runs.error().as_error());
  std::vector<KeptRun> all;
  for (const store::Run& run : *runs) {
    all.push_back(kept_run(run, folder_));
    // A writer runs one at a time, so that only the newest can be running.
    if (all.size() > 1 && all.back().ending == "running") all.back().ending = "killed";
  }
  return all;
}

base::Result<KeptRun> KeptRuns::find(store::RunId id) const {
  const auto runs =
      store_.runs({.name = pipeline_.name, .file = pipeline_.file}, std::numeric_limits<std::int32_t>::max());
  if (!runs) return std::unexpected(runs.error().as_error());
  for (const store::Run& run : *runs)
    if (run.id == id) return kept_run(run, folder_);
  if (runs->empty())
    return base::failure(fmt::format("no run of {} is known", pipeline_.file), {}, "run it first");
  return base::failure(fmt::format("there is no run {} of {}", id, pipeline_.file), {},
                       fmt::format("the newest is {}, the oldest {}: `flowrun runs` lists them",
                                   runs->front().id, runs->back().id));
}

std::vector<base::Json> read_json_lines(const fs::path& file) {
  std::vector<base::Json> lines;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);)
    if (auto value = base::parse_json(line)) lines.push_back(std::move(*value));
  return lines;
}

}  // namespace flowrun::cli
