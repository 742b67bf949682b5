// The runs of a pipeline file that the store knows, with what was kept of each.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <base/json.hpp>
#include <graph/exit_code.hpp>
#include <store/store.hpp>

#include "options.hpp"

namespace flowrun::cli {

struct KeptRun {
  store::Run run;
  std::filesystem::path folder;  // <store>/runs/<id>
  base::Json told;               // run.json; null where it is gone or damaged
  // "finished", "failed", "interrupted", "killed", or "running" while the process that writes to the store lives.
  std::string ending;
};

KeptRun kept_run(const store::Run& run, const std::filesystem::path& store);

// By what the store knows the runs of a pipeline file.
struct PipelinePlace {
  std::string name, file;
};
// Reads the file, and checks no more of it than its form. On an error everything is printed and the exit code is given
// instead.
std::expected<PipelinePlace, graph::ExitCode> pipeline_place(const FileOptions& options);

class KeptRuns {
 public:
  // Looks for no plugins; otherwise as pipeline_place.
  static std::expected<KeptRuns, graph::ExitCode> open(const FileOptions& options);

  // Newest first.
  [[nodiscard]] base::Result<std::vector<KeptRun>> newest(std::size_t at_most) const;
  // The error lists the runs there are.
  [[nodiscard]] base::Result<KeptRun> find(store::RunId id) const;
  [[nodiscard]] const store::Store& store() const { return store_; }

 private:
  KeptRuns(store::Store store, std::filesystem::path folder, PipelinePlace pipeline)
      : store_(std::move(store)), folder_(std::move(folder)), pipeline_(std::move(pipeline)) {}

  store::Store store_;
  std::filesystem::path folder_;
  PipelinePlace pipeline_;
};

// One JSON value a line; a last line that is none, of a run that was killed, is left out. Empty if the file is not there.
std::vector<base::Json> read_json_lines(const std::filesystem::path& file);

}  // namespace flowrun::cli
