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
      ->expected(1)
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
      ->expected(1)
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

std::expected<OpenedPipeline, ExitCode> open_pipeline(const FileOptions& options, bool paths_must_exist) {
  OpenedPipeline opened{.registry = plugins::Registry::scan(plugins::search_path(options.plugin_dirs)),
                        .checked = {}};
  // Descriptions are looked up in the registry that is returned: a map's nodes do not move with it.
  std::vector<std::string> missed;
  const config::StageCatalogue catalogue{.find = [&](std::string_view use) -> const flow::StageDescription* {
                                           const auto* stage = opened.registry.find(use);
                                           if (!stage) missed.emplace_back(use);
                                           return stage ? &stage->description : nullptr;
                                         },
                                         .names =
                                             [&] {
                                               std::vector<std::string> names;
                                               for (const auto& [name, stage] : opened.registry.stages())
                                                 names.push_back(name);
                                               return names;
                                             }()};
  config::Diagnostics diagnostics;
  auto checked = config::check_pipeline(options.file, options.load_options(),
                                        {.paths_must_exist = paths_must_exist}, catalogue, diagnostics);
  if (!diagnostics.empty()) fmt::print(stderr, "{}\n", diagnostics.render(report::use_colour(STDERR_FILENO)));
  if (checked && !diagnostics.has_errors()) {
    opened.checked = std::move(*checked);
    return opened;
  }
  if (const std::string failed = failed_hits(missed, opened.registry); !failed.empty()) {
    report::print_error(failed);
    return std::unexpected(ExitCode::load_error);
  }
  if (!missed.empty()) warn_of_unusable(opened.registry);
  fmt::print(stderr, "{}: {}\n", options.file, diagnostics.summary());
  return std::unexpected(ExitCode::usage_error);
}

}  // namespace flowrun::cli
