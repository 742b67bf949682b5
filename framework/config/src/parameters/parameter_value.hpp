// One value of one parameter: its type, its range, and its canonical JSON.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <config/environment.hpp>
#include <config/node.hpp>
#include <config/parameters.hpp>
#include <flow/description.hpp>

namespace flowrun::config {

struct ValueContext {
  std::string_view stage;  // its name in the file
  const flow::ParamDescription& param;
  const std::filesystem::path& folder;          // of the pipeline file
  const std::filesystem::path& current_folder;  // what paths of --set count from
  const Environment& environment;
  bool is_default = false;  // from the manifest: its range is the author's business, its paths need not exist
  bool paths_must_exist = true;
};

// One scalar (an item, where the parameter is a list). Adds the path, where it is one. None after an error.
std::optional<std::string> scalar_json(const Node& node, const ValueContext& context,
                                       CheckedParameter& result, Diagnostics& diagnostics);

// The parts of scalar_json for texts.
std::optional<std::string> string_json(const Node& node, const ValueContext& context,
                                       Diagnostics& diagnostics);
std::optional<std::string> path_json(const Node& node, const ValueContext& context, CheckedParameter& result,
                                     Diagnostics& diagnostics);
std::optional<std::string> secret_json(const Node& node, const ValueContext& context,
                                       Diagnostics& diagnostics);

}  // namespace flowrun::config
