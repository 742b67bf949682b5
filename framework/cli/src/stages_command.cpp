// flowrun stages [NAME]: the installed stages, read from the manifests of their libraries.
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/printable.hpp>
#include <config/suggest.hpp>
#include <config/wiring.hpp>
#include <report/style.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"
#include "stage_json.hpp"

namespace flowrun::cli {
namespace {

// What a manifest says steers no terminal.
template <class... Arguments>
void tell(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::print("{}", base::printable_text(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

// A type in the words of who writes YAML.
std::string_view words_of(flow::ValueType type) {
  switch (type) {
    case flow::ValueType::boolean:
      return "true or false";
    case flow::ValueType::string:
      return "text";
    case flow::ValueType::secret:
      return "name of an environment variable";
    default:
      return base::name_of(type);
  }
}

void list(const plugins::Registry& registry) {
  std::size_t width = 0;
  for (const auto& [name, stage] : registry.stages()) width = std::max(width, name.size());
  for (const auto& [name, stage] : registry.stages()) {
    tell("{:<{}}  {:<9}  {}\n", name, width, base::name_of(stage.description.form),
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
  if (!param.one_of.empty()) text += ": " + fmt::format("{}", fmt::join(param.one_of, " | "));
  return text;
}

// The fields of a record, one a line, as `jq` names them.
void show_fields(const std::vector<flow::FieldDescription>& fields, const std::string& path) {
  for (const flow::FieldDescription& field : fields) {
    const std::string here = path + "." + field.name + (field.list ? "[]" : "");
    std::string text = field.raw_json ? "JSON" : std::string(base::name_of(field.type));
    if (!field.one_of.empty()) text = fmt::format("{}", fmt::join(field.one_of, " | "));
    if (field.optional) text += ", may be absent";
    if (!field.doc.empty()) text += "; " + field.doc;
    tell("  {}: {}\n", here, text);
    show_fields(field.fields, here);
  }
}

std::string traits_of(const flow::StageDescription& stage) {
  std::string text;
  const auto add = [&](bool is, const char* name) {
    if (is) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(stage.deterministic, "deterministic");
  add(stage.cheap, "cheap (stored only with `cache: true`)");
  add(stage.is_volatile, "volatile");
  add(stage.blocking, "blocking");
  add(stage.at_most_one, "at most one record out");
  add(stage.streaming, "begins before its input is complete");
  add(stage.reads_accounts, "tells what became of all that the stages before it received");
  for (const auto& [resource, amount] : stage.needs)
    add(true, fmt::format("needs {} {}", amount, resource).c_str());
  for (const auto& [resource, amount] : stage.may_hold)
    add(true, fmt::format("holds {} {} at times", amount, resource).c_str());
  return text;
}

void show(const plugins::RegisteredStage& registered) {
  const flow::StageDescription& stage = registered.description;
  tell("{}, version {}: {}\n", stage.name, stage.version, stage.summary);
  tell("  form     {}\n", base::name_of(stage.form));
  if (const std::string traits = traits_of(stage); !traits.empty()) tell("  traits   {}\n", traits);
  tell("  library  {}\n", registered.library.string());
  for (const flow::InputDescription& input : stage.inputs) {
    tell("  input    {}: {}{}{}\n", input.name, config::to_string(input.type),
         input.once ? ", once" : ", each", input.optional ? ", optional" : "");
  }
  for (const flow::OutputDescription& output : stage.outputs) {
    tell("  output   {}: {}\n", output.name, config::to_string(output.type));
  }
  if (!stage.params.empty()) tell("\nwith:\n");
  for (const flow::ParamDescription& param : stage.params) {
    const std::string fallback = param.required                 ? "required"
                                 : param.default_json == "null" ? "optional"
                                                                : "default " + param.default_json;
    const std::string agreement =
        param.quantity.empty() ? "" : fmt::format("; agrees on the {}", param.quantity);
    const std::string files =
        param.files.empty() ? "" : fmt::format("; reads {} alone", fmt::join(param.files, ", "));
    tell("  {} ({}{}{}; {}{}{})\n      {}\n", param.name, param.list ? "list of " : "", words_of(param.type),
         limits_of(param), fallback, agreement, files, param.doc);
  }
  for (const flow::OutputDescription& output : stage.outputs) {
    tell("\n{}:\n", config::to_string(output.type));
    show_fields(output.fields, "");
  }
}

void list_as_json(const plugins::Registry& registry) {
  base::JsonWriter json;
  json.begin_object().key("stages").begin_array();
  for (const auto& [name, stage] : registry.stages()) write_stage(json, stage);
  json.end_array().end_object();
  print_out(json.text() + "\n");
}

void show_as_json(const plugins::RegisteredStage& registered) {
  base::JsonWriter json;
  write_stage(json, registered);
  print_out(json.text() + "\n");
}

struct StagesOptions {
  std::vector<std::filesystem::path> plugin_dirs;
  std::string name;
  bool json = false;
};

ExitCode stages(const StagesOptions& options) {
  const std::string& name = options.name;
  const auto registry = plugins::Registry::scan(plugins::search_path(options.plugin_dirs));
  if (name.empty()) {
    if (options.json)
      list_as_json(registry);
    else
      list(registry);
    warn_of_unusable(registry);
    return ExitCode::all_well;
  }
  if (const auto* stage = registry.find(name)) {
    if (options.json)
      show_as_json(*stage);
    else
      show(*stage);
    return ExitCode::all_well;
  }
  if (const auto* failed = registry.failed_hit(name)) {
    report::print_error(fmt::format("cannot read the plugin {} ({}): {}", failed->library.string(),
                                    failed->why, failed->what_to_do));
    return ExitCode::load_error;
  }
  std::vector<std::string> names;
  for (const auto& [known, stage] : registry.stages()) names.push_back(known);
  const std::string meant = config::did_you_mean(name, names);
  report::print_error(fmt::format(
      "no plugin offers the stage \"{}\" (installed: {}): {}", name, fmt::join(names, ", "),
      meant.empty() ? "check the name, or give the folder of its plugin with --plugin-dir" : meant));
  warn_of_unusable(registry);
  return ExitCode::usage_error;
}

}  // namespace

void add_stages_command(CLI::App& program, ExitCode& exit_code) {
  auto options = std::make_shared<StagesOptions>();
  CLI::App* command =
      program.add_subcommand("stages", "list the installed stages, or show one stage's ports and parameters");
  command->add_option("NAME", options->name, "a stage");
  add_plugin_dir(*command, options->plugin_dirs);
  command->add_flag("--json", options->json, "print one JSON object instead");
  command->callback([options, &exit_code] { exit_code = stages(*options); });
}

}  // namespace flowrun::cli
