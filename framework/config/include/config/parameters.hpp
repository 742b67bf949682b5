// The parameters of a stage (`with:`) against what the stage declares, with defaults filled in.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <config/pipeline.hpp>
#include <flow/description.hpp>

namespace flowrun::config {

struct CheckedParameter {
  std::string name;
  flow::ValueType type = flow::ValueType::string;
  bool list = false;
  bool given = false;   // in the file or by --set; else the default
  bool listed = false;  // see ParamDescription
  // Canonical JSON text: equal values have equal text. A secret is the name of its environment variable.
  std::string json;
  // Of a path: absolute, in order. `json` holds the same.
  std::vector<std::filesystem::path> paths;
  std::vector<std::string> files;  // see ParamDescription
};

struct CheckedParameters {
  // In the order of the declaration, without parameters that have neither a value nor a default.
  std::vector<CheckedParameter> values;
  std::string json;  // all of them as one JSON object
};

struct ParameterOptions {
  // Paths that the file gives must exist (those of defaults need not), and lead to files or folders. Off for commands that
  // only read the store.
  bool paths_must_exist = true;
  // What relative paths of --set count from.
  std::filesystem::path current_folder = std::filesystem::current_path();
};

// Secrets must be set in the environment; their values are not read into anything. Relative paths, also those
// of defaults, count from the pipeline's folder; those of --set from the current one. None after an error; all errors of the stage are reported.
std::optional<CheckedParameters> check_parameters(const StageNode& stage,
                                                  const flow::StageDescription& description,
                                                  const std::filesystem::path& folder,
                                                  const Environment& environment,
                                                  const ParameterOptions& options, Diagnostics& diagnostics);

// What a stage asks for outside its parameters: resources that suffice, and keys that have an effect.
void check_common(const StageNode& stage, const flow::StageDescription& description, const Pipeline& pipeline,
                  Diagnostics& diagnostics);

// Resources that no stage needs, which are most likely misspelt, and stages whose units could wait for each other for ever,
// since they take the same resources one after the other in different orders. Descriptions as Pipeline::stages.
void check_resources(const Pipeline& pipeline, const std::vector<const flow::StageDescription*>& descriptions,
                     Diagnostics& diagnostics);

// Warns where a stage gets records, also through others, from one whose parameter of the same quantity has another value
// (flow::Field::agrees_on). Of several stages in a row each is compared with the nearest. For a pipeline without errors;
// descriptions and parameters as Pipeline::stages.
void check_agreement(const Pipeline& pipeline, const std::vector<const flow::StageDescription*>& descriptions,
                     const std::vector<CheckedParameters>& parameters, Diagnostics& diagnostics);

// What units of the stage hold, all of the time or at times.
std::vector<flow::ResourceNeed> used_resources(const flow::StageDescription& stage);

// Units of a resource that the file grants: what it says, else 1.
int granted(const Pipeline& pipeline, std::string_view resource);

}  // namespace flowrun::config
