#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <base/json_text.hpp>
#include <config/parameters.hpp>
#include <config/suggest.hpp>

#include "parameters/parameter_value.hpp"
#include "yaml/fields.hpp"
#include "yaml/json_node.hpp"

namespace flowrun::config {
namespace {

using flow::ParamDescription;

std::vector<std::string> names_of(const std::vector<ParamDescription>& params) {
  std::vector<std::string> names;
  std::ranges::transform(params, std::back_inserter(names), &ParamDescription::name);
  return names;
}

bool is_stage_key(std::string_view key) {
  constexpr auto keys = std::to_array<std::string_view>(
      {"concurrency", "cache", "on_failure", "on_reject", "timeout", "retry", "use", "from"});
  return std::ranges::find(keys, key) != keys.end();
}

class StageParameters {
 public:
  StageParameters(const StageNode& stage, const flow::StageDescription& description,
                  const std::filesystem::path& folder, const Environment& environment,
                  const ParameterOptions& options, Diagnostics& diagnostics)
      : stage_(stage),
        description_(description),
        folder_(folder),
        environment_(environment),
        options_(options),
        diagnostics_(diagnostics) {}

  std::optional<CheckedParameters> run() {
    report_unknown();
    CheckedParameters result;
    for (const ParamDescription& param : description_.params) {
      const Entry* entry = stage_.with.find(param.name);
      const auto value = entry ? given(param, *entry) : default_value(param);
      if (value && !value->json.empty()) {
        result.json += fmt::format("{}{}:{}", result.json.empty() ? "" : ",", base::json_string(param.name),
                                   value->json);
        result.values.push_back(*value);
      }
      usable_ = usable_ && value;
    }
    result.json = fmt::format("{{{}}}", result.json);
    return usable_ ? std::optional(std::move(result)) : std::nullopt;
  }

 private:
  void report_unknown() {
    const std::vector<std::string> names = names_of(description_.params);
    for (const Entry& entry : stage_.with.entries) {
      if (std::ranges::find(names, entry.key) != names.end()) {
        continue;
      }
      usable_ = false;
      const auto near = closest(entry.key, names);
      misspelt_.push_back(near.value_or(""));
      diagnostics_.error(entry.key_where,
                         fmt::format("{} has no parameter {}", in_quotes(stage_.use), in_quotes(entry.key)),
                         near                      ? fmt::format("did you mean {}?", in_quotes(*near))
                         : is_stage_key(entry.key) ? "it is a key of the stage: move it out of \"with\""
                         : names.empty()           ? "it has no parameters"
                                                   : "its parameters are " + quoted_list(names));
    }
  }

  // Without a JSON text where the parameter has no value and needs none. None after an error.
  std::optional<CheckedParameter> given(const ParamDescription& param, const Entry& entry) {
    if (entry.value.kind == Kind::null && !param.required && param.default_json == "null") {
      return start(param, true);
    }
    return convert(param, entry.value, true);
  }

  std::optional<CheckedParameter> default_value(const ParamDescription& param) {
    if (param.required) {
      report_missing(param);
      return std::nullopt;
    }
    if (param.default_json == "null" || param.default_json.empty()) {
      return start(param, false);
    }
    std::optional<Node> node = node_of_json(param.default_json);
    if (!node) {
      diagnostics_.error(stage_.use_where,
                         fmt::format("the plugin of {} gives no valid default for {}", in_quotes(stage_.use),
                                     in_quotes(param.name)),
                         "set the parameter, and tell the plugin's author");
      return std::nullopt;
    }
    place(*node);
    return convert(param, *node, false);
  }

  void report_missing(const ParamDescription& param) {
    const bool misspelt = std::ranges::find(misspelt_, param.name) != misspelt_.end();
    if (misspelt || stage_.with.kind == Kind::invalid) {
      return;  // What stands in its place has been reported.
    }
    diagnostics_.add(
        {.where = stage_.use_where,
         .message =
             fmt::format("stage {} lacks the parameter {}", in_quotes(stage_.name), in_quotes(param.name)),
         .why = param.doc,
         .hint = fmt::format("add \"{}: {}\" under \"with\"", param.name, param.list ? "[…]" : "…")});
  }

  // Messages about a default point at the stage.
  void place(Node& node) {
    node.where = stage_.use_where;
    std::ranges::for_each(node.items, [this](Node& item) { item.where = stage_.use_where; });
  }

  static CheckedParameter start(const ParamDescription& param, bool is_given) {
    return {.name = param.name,
            .type = param.type,
            .list = param.list,
            .given = is_given,
            .listed = param.listed,
            .json = {},
            .paths = {},
            .files = param.files};
  }

  std::optional<CheckedParameter> convert(const ParamDescription& param, const Node& value, bool is_given) {
    const ValueContext context{.stage = stage_.name,
                               .param = param,
                               .folder = folder_,
                               .current_folder = options_.current_folder,
                               .environment = environment_,
                               .is_default = !is_given,
                               .paths_must_exist = options_.paths_must_exist};
    CheckedParameter result = start(param, is_given);
    if (value.kind == Kind::invalid) {
      return std::nullopt;
    }
    if (!param.list) {
      const auto json = scalar_json(value, context, result, diagnostics_);
      result.json = json.value_or("");
      return json ? std::optional(std::move(result)) : std::nullopt;
    }
    return convert_list(value, context, std::move(result));
  }

  std::optional<CheckedParameter> convert_list(const Node& value, const ValueContext& context,
                                               CheckedParameter result) {
    if (value.kind != Kind::sequence) {
      const bool scalar = value.is_scalar() && value.kind != Kind::null && !value.from_environment;
      report_type(value, context.param.name, "a list",
                  scalar ? fmt::format("write [{}]",
                                       value.style == Style::quoted ? in_quotes(value.text) : value.text)
                         : "",
                  diagnostics_);
      return std::nullopt;
    }
    bool usable = true;
    for (const Node& item : value.items) {
      const auto json = scalar_json(item, context, result, diagnostics_);
      usable = usable && json;
      result.json += fmt::format("{}{}", result.json.empty() ? "" : ",", json.value_or(""));
    }
    result.json = fmt::format("[{}]", result.json);
    return usable ? std::optional(std::move(result)) : std::nullopt;
  }

  const StageNode& stage_;
  const flow::StageDescription& description_;
  const std::filesystem::path& folder_;
  const Environment& environment_;
  const ParameterOptions& options_;
  Diagnostics& diagnostics_;
  std::vector<std::string> misspelt_;  // what unknown parameters most likely mean
  bool usable_ = true;
};

}  // namespace

std::optional<CheckedParameters> check_parameters(const StageNode& stage,
                                                  const flow::StageDescription& description,
                                                  const std::filesystem::path& folder,
                                                  const Environment& environment,
                                                  const ParameterOptions& options, Diagnostics& diagnostics) {
  return StageParameters(stage, description, folder, environment, options, diagnostics).run();
}

}  // namespace flowrun::config
