// flowrun stages [NAME]: the installed stages, read from the manifests of their libraries.
#include <memory>

#include <fmt/format.h>

#include <config/wiring.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "exit_code.hpp"
#include "options.hpp"

namespace flowrun::cli {
namespace {

const char* name_of(flow::StageForm form) {
  switch (form) {
    case flow::StageForm::source:
      return "source";
    case flow::StageForm::transform:
      return "transform";
    case flow::StageForm::collector:
      return "collector";
  }
  return "";
}

const char* name_of(flow::ParamType type) {
  switch (type) {
    case flow::ParamType::boolean:
      return "true or false";
    case flow::ParamType::integer:
      return "integer";
    case flow::ParamType::number:
      return "number";
    case flow::ParamType::string:
      return "text";
    case flow::ParamType::path:
      return "path";
    case flow::ParamType::secret:
      return "name of an environment variable";
  }
  return "";
}

void list(const plugins::Registry& registry) {
  std::size_t width = 0;
  for (const auto& [name, stage] : registry.stages()) width = std::max(width, name.size());
  for (const auto& [name, stage] : registry.stages()) {
    fmt::print("{:<{}}  {:<9}  {}\n", name, width, name_of(stage.description.form),
               stage.description.summary);
  }
}

std::string limits_of(const flow::ParamDescription& param) {
  std::string text;
  if (param.min && param.max)
    text = fmt::format(", {} to {}", *param.min, *param.max);
  else if (param.min)
    text = fmt::format(", at least {}", *param.min);
  else if (param.max)
    text = fmt::format(", at most {}", *param.max);
  for (std::size_t i = 0; i < param.one_of.size(); ++i) text += (i == 0 ? ": " : " | ") + param.one_of[i];
  return text;
}

std::string traits_of(const flow::StageDescription& stage) {
  std::string text;
  const auto add = [&](bool is, const char* name) {
    if (is) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(stage.deterministic, "deterministic");
  add(stage.cheap, "cheap");
  add(stage.is_volatile, "volatile");
  add(stage.blocking, "blocking");
  add(stage.at_most_one, "at most one record out");
  for (const auto& [resource, amount] : stage.needs)
    add(true, fmt::format("needs {} {}", amount, resource).c_str());
  return text;
}

void show(const plugins::RegisteredStage& registered) {
  const flow::StageDescription& stage = registered.description;
  fmt::print("{}, version {}: {}\n", stage.name, stage.version, stage.summary);
  fmt::print("  form     {}\n", name_of(stage.form));
  if (const std::string traits = traits_of(stage); !traits.empty()) fmt::print("  traits   {}\n", traits);
  fmt::print("  library  {}\n", registered.library.string());
  for (const flow::InputDescription& input : stage.inputs) {
    fmt::print("  input    {}: {}{}{}\n", input.name, config::to_string(input.type),
               input.once ? ", once" : ", each", input.optional ? ", optional" : "");
  }
  for (const flow::OutputDescription& output : stage.outputs) {
    fmt::print("  output   {}: {}\n", output.name, config::to_string(output.type));
  }
  if (!stage.params.empty()) fmt::print("\nwith:\n");
  for (const flow::ParamDescription& param : stage.params) {
    const std::string fallback = param.required                 ? "required"
                                 : param.default_json == "null" ? "optional"
                                                                : "default " + param.default_json;
    fmt::print("  {} ({}{}{}; {})\n      {}\n", param.name, param.list ? "list of " : "", name_of(param.type),
               limits_of(param), fallback, param.doc);
  }
}

int stages(const std::vector<std::filesystem::path>& plugin_dirs, const std::string& name) {
  const auto registry = plugins::Registry::scan(plugins::search_path(plugin_dirs));
  if (name.empty()) {
    list(registry);
    warn_of_unusable(registry);
    return all_well;
  }
  if (const auto* stage = registry.find(name)) {
    show(*stage);
    return all_well;
  }
  if (const auto* failed = registry.failed_hit(name)) {
    report::print_error(fmt::format("cannot read the plugin {} ({}): {}", failed->library.string(),
                                    failed->why, failed->what_to_do));
    return load_error;
  }
  std::vector<std::string> names;
  for (const auto& [known, stage] : registry.stages()) names.push_back(known);
  report::print_error(
      fmt::format("no plugin offers the stage \"{}\" (installed: {}): check the name, or give the folder "
                  "of its plugin with --plugin-dir",
                  name, fmt::join(names, ", ")));
  warn_of_unusable(registry);
  return usage_error;
}

}  // namespace

void add_stages_command(CLI::App& program, int& exit_code) {
  struct Options {
    std::vector<std::filesystem::path> plugin_dirs;
    std::string name;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("stages", "list the installed stages, or show one stage's ports and parameters");
  command->add_option("NAME", options->name, "a stage");
  add_plugin_dir(*command, options->plugin_dirs);
  command->callback([options, &exit_code] { exit_code = stages(options->plugin_dirs, options->name); });
}

}  // namespace flowrun::cli
