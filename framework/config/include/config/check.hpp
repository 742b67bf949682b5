// Everything that can be known of a pipeline file before a plugin is loaded, in one pass.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <config/parameters.hpp>
#include <config/pipeline.hpp>
#include <config/wiring.hpp>

namespace flowrun::config {

struct CheckedPipeline {
  Pipeline pipeline;
  Wiring wiring;                              // as Pipeline::stages
  std::vector<CheckedParameters> parameters;  // as Pipeline::stages
};

// Reports every mistake of the file, its wiring and its parameters. None after an error.
std::optional<CheckedPipeline> check_pipeline(const std::filesystem::path& path, const LoadOptions& load,
                                              const ParameterOptions& parameters,
                                              const StageCatalogue& catalogue, Diagnostics& diagnostics);

}  // namespace flowrun::config
