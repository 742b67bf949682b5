#include "options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <report/style.hpp>

namespace flowrun::cli {

using graph::ExitCode;

namespace {

// The error of a stage that a library of its name should have offered; "" if there is none.
std::string failed_hits(const std::vector<std::string>& uses, const plugins::Registry& registry) {
  std::string text;
  for (const std::string& use : uses) {
    if (const auto* failed = registry.failed_hit(use)) {
      text += fmt::format("{}cannot load the plugin {} ({}): {}", text.empty() ? "" : "\n",
                          failed->library.string(), failed->why, failed->what_to_do);
    }
  }
  return text;
}

}  // namespace

config::LoadOptions FileOptions::load_options() const {
  config::LoadOptions load;
  if (!profile.empty()) load.profile = profile;
  load.sets = sets;
  return load;
}

void add_plugin_dir(CLI::App& command, std::vector<std::filesystem::path>& plugin_dirs) {
  command.add_option("--plugin-dir", plugin_dirs, "look for plugins here first (may be given several times)")
      ->type_name("DIR")
      ->allow_extra_args(false)  // what follows its value may be FILE or STAGE
      ->take_all();
}

void add_file_options(CLI::App& command, FileOptions& options) {
  command.add_option("FILE", options.file, "the pipeline file")->required();
  command.add_option("--profile", options.profile, "use this profile instead of the default one")
      ->type_name("NAME");
  command
      .add_option(
          "--set", options.sets,
          "set a profile's variable (name=value) or a parameter (stage.key=value); relative paths count from "
          "the current folder")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)  // what follows its value may be FILE or STAGE
      ->take_all();
  command.add_option("--store", options.store, "where the store lies (default .flowrun)")->type_name("DIR");
  command.add_option("--out", options.out, "where results go, below the pipeline's name (default out)")
      ->type_name("DIR");
  add_plugin_dir(command, options.plugin_dirs);
}

void warn_of_unusable(const plugins::Registry& registry) {
  for (const plugins::UnusableLibrary& library : registry.unusable()) {
    report::print_warning(fmt::format("{} cannot serve as a plugin ({}): {}", library.library.string(),
                                      library.why, library.what_to_do));
  }
}

FileFindings findings_of(const FileOptions& options, const config::ParameterOptions& parameters,
                         const plugins::Registry& registry) {
  FileFindings findings;
  const config::StageCatalogue catalogue{.find = [&](std::string_view use) -> const flow::StageDescription* {
                                           const auto* stage = registry.find(use);
                                           if (!stage) findings.missed.emplace_back(use);
                                           return stage ? &stage->description : nullptr;
                                         },
                                         .names =
                                             [&] {
                                               std::vector<std::string> names;
                                               for (const auto& [name, stage] : registry.stages())
                                                 names.push_back(name);
                                               return names;
                                             }()};
  findings.checked = config::check_pipeline(options.file, options.load_options(), parameters, catalogue,
                                            findings.diagnostics);
  if (findings.diagnostics.has_errors()) findings.checked.reset();
  return findings;
}

ExitCode tell_of_missed(const std::vector<std::string>& missed, const plugins::Registry& registry) {
  if (const std::string failed = failed_hits(missed, registry); !failed.empty()) {
    report::print_error(failed);
    return ExitCode::load_error;
  }
  if (!missed.empty()) warn_of_unusable(registry);
  return ExitCode::usage_error;
}

std::expected<OpenedPipeline, ExitCode> open_pipeline(const FileOptions& options, bool paths_must_exist) {
  // Descriptions are looked up in the registry that is returned: a map's nodes do not move with it.
  OpenedPipeline opened{.registry = plugins::Registry::scan(plugins::search_path(options.plugin_dirs)),
                        .checked = {}};
  FileFindings findings = findings_of(options, {.paths_must_exist = paths_must_exist}, opened.registry);
  const config::Diagnostics& diagnostics = findings.diagnostics;
  if (!diagnostics.empty()) fmt::print(stderr, "{}\n", diagnostics.render(report::use_colour(STDERR_FILENO)));
  if (findings.checked) {
    opened.checked = std::move(*findings.checked);
    return opened;
  }
  const ExitCode exit_code = tell_of_missed(findings.missed, opened.registry);
  if (exit_code == ExitCode::usage_error) fmt::print(stderr, "{}: {}\n", options.file, diagnostics.summary());
  return std::unexpected(exit_code);
}

}  // namespace flowrun::cli
