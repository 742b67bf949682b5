#include <config/check.hpp>

namespace flowrun::config {

std::optional<CheckedPipeline> check_pipeline(const std::filesystem::path& path, const LoadOptions& load,
                                              const ParameterOptions& parameters,
                                              const StageCatalogue& catalogue, Diagnostics& diagnostics) {
  std::optional<Pipeline> pipeline = load_pipeline(path, load, diagnostics);
  if (!pipeline) {
    return std::nullopt;
  }
  std::optional<Wiring> wiring = check_wiring(*pipeline, catalogue, diagnostics);
  std::vector<CheckedParameters> checked;
  std::vector<const flow::StageDescription*> descriptions;
  for (const StageNode& stage : pipeline->stages) {
    const flow::StageDescription* description = stage.use.empty() ? nullptr : catalogue.find(stage.use);
    descriptions.push_back(description);
    if (!description) {
      continue;
    }
    check_common(stage, *description, *pipeline, diagnostics);
    auto values =
        check_parameters(stage, *description, pipeline->folder, load.environment, parameters, diagnostics);
    checked.push_back(std::move(values).value_or(CheckedParameters{}));
  }
  check_resources(*pipeline, descriptions, diagnostics);
  if (diagnostics.has_errors() || !wiring) {
    return std::nullopt;
  }
  check_agreement(*pipeline, descriptions, checked, diagnostics);
  return CheckedPipeline{std::move(*pipeline), std::move(*wiring), std::move(checked)};
}

}  // namespace flowrun::config
