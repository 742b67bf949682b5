// flowrun check FILE: every error of the file, and every input that is not there; nothing is run, no plugin is loaded.
#include <memory>

#include <fmt/format.h>

#include "commands.hpp"
#include "options.hpp"

namespace flowrun::cli {
namespace {

ExitCode check(const FileOptions& options) {
  const auto opened = open_pipeline(options, true);
  if (!opened) return opened.error();
  const config::Pipeline& pipeline = opened->checked.pipeline;
  const std::string profile =
      pipeline.profile.empty() ? "" : fmt::format(" with profile {}", pipeline.profile);
  fmt::print("{} is well{}: {} stage{}, {} result{} to publish\n", options.file, profile,
             pipeline.stages.size(), pipeline.stages.size() == 1 ? "" : "s", pipeline.publish.size(),
             pipeline.publish.size() == 1 ? "" : "s");
  return ExitCode::all_well;
}

}  // namespace

void add_check_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<FileOptions>();
  CLI::App* command = program.add_subcommand("check", "report every error of a pipeline file; run nothing");
  add_file_options(*command, *options);
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace flowrun::cli
