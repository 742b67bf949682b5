// The options that several commands share.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <config/check.hpp>
#include <graph/exit_code.hpp>
#include <plugins/registry.hpp>

namespace flowrun::cli {

struct FileOptions {
  std::string file;
  std::string profile;
  std::vector<std::string> sets;
  std::vector<std::filesystem::path> plugin_dirs;
  std::filesystem::path store = ".flowrun";
  std::filesystem::path out = "out";

  [[nodiscard]] config::LoadOptions load_options() const;
};

void add_plugin_dir(CLI::App& command, std::vector<std::filesystem::path>& plugin_dirs);
// FILE, --profile, --set, --store, --out and --plugin-dir.
void add_file_options(CLI::App& command, FileOptions& options);

// A pipeline file that holds, with the registry that its stage descriptions point into.
struct OpenedPipeline {
  plugins::Registry registry;
  config::CheckedPipeline checked;
};

// Reads and checks the file. On an error everything is printed and the exit code is given instead.
std::expected<OpenedPipeline, graph::ExitCode> open_pipeline(const FileOptions& options,
                                                             bool paths_must_exist);

// What is right or wrong with the file, printed nowhere.
struct FileFindings {
  config::Diagnostics diagnostics;
  std::optional<config::CheckedPipeline> checked;  // none after an error
  std::vector<std::string> missed;                 // stage types that no library offers
};
FileFindings findings_of(const FileOptions& options, const config::ParameterOptions& parameters,
                         const plugins::Registry& registry);

// Says on stderr which library should have offered one of these stage types, and why it does not. Returns load_error if one
// should, else usage_error.
graph::ExitCode tell_of_missed(const std::vector<std::string>& missed, const plugins::Registry& registry);

// Says on stderr which libraries of the search path cannot serve.
void warn_of_unusable(const plugins::Registry& registry);

}  // namespace flowrun::cli
