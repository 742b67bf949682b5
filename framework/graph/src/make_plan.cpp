#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include <graph/make_plan.hpp>

namespace flowrun::graph {
namespace {

// What a path stands for in a key: the content of what is there and read. A default may name something that does not
// exist.
base::Result<std::string> content_of(const config::CheckedParameter& parameter, const std::string& stage,
                                     store::FileMemory* memory) {
  std::string value;
  for (const std::filesystem::path& path : parameter.paths) {
    if (!value.empty()) value += ',';
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
      value += "absent";
      continue;
    }
    const auto digest = store::digest_path(path, {.memory = memory, .only = parameter.files});
    if (!digest) {
      base::Error wrapped = digest.error().as_error();
      wrapped.problem = fmt::format("stage {}: parameter {}: {}", stage, parameter.name, wrapped.problem);
      return std::unexpected(wrapped);
    }
    value += "sha256:" + digest->hex();
  }
  return value;
}

base::Result<std::vector<KeyPart>> key_parts(const config::CheckedParameters& parameters,
                                             const std::string& stage, store::FileMemory* memory) {
  std::vector<KeyPart> parts;
  for (const config::CheckedParameter& parameter : parameters.values) {
    if (parameter.listed || parameter.type == flow::ValueType::secret) continue;
    if (parameter.type != flow::ValueType::path) {
      parts.push_back({parameter.name, parameter.json});
      continue;
    }
    auto content = content_of(parameter, stage, memory);
    if (!content) return std::unexpected(content.error());
    parts.push_back({parameter.name, std::move(*content)});
  }
  return parts;
}

// What else people want to know of a source. Texts and paths name places, which are nobody else's business.
std::vector<KeyPart> listed_parts(const config::CheckedParameters& parameters) {
  using enum flow::ValueType;
  std::vector<KeyPart> parts;
  for (const config::CheckedParameter& parameter : parameters.values) {
    const bool is_place = parameter.type != boolean && parameter.type != integer && parameter.type != number;
    if (parameter.listed && !is_place) parts.push_back({parameter.name, parameter.json});
  }
  return parts;
}

}  // namespace

base::Result<Plan> make_plan(const config::CheckedPipeline& checked, const plugins::Registry& registry,
                             store::FileMemory* memory) {
  const config::Pipeline& pipeline = checked.pipeline;
  std::error_code unknown;  // then it is as good as it was given
  const auto place = std::filesystem::weakly_canonical(std::filesystem::absolute(pipeline.path), unknown);
  Plan plan{.pipeline = pipeline.name,
            .file = pipeline.path,
            .place = unknown ? pipeline.path : place,
            .profile = pipeline.profile};
  for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
    const config::StageNode& node = pipeline.stages[i];
    PlannedStage stage{
        .name = node.name, .type = *registry.find(node.use), .params_json = checked.parameters[i].json};
    auto parts = key_parts(checked.parameters[i], node.name, memory);
    if (!parts) return std::unexpected(parts.error());
    stage.key_parts = std::move(*parts);
    stage.listed_parts = listed_parts(checked.parameters[i]);
    if (pipeline.strict_code) stage.key_parts.push_back({"build", stage.type.build_id});
    stage.inputs = checked.wiring.stages[i].inputs;
    stage.concurrency = node.concurrency;
    stage.is_cached = node.cache.value_or(!stage.about().cheap);
    stage.tolerance = node.tolerate;
    stage.on_reject = node.on_reject;
    if (node.where.source)
      stage.where = fmt::format("{}:{}", node.where.source->name(), node.where.begin.line);
    stage.timeout = node.timeout;
    stage.retry = node.retry;
    plan.stages.push_back(std::move(stage));
  }
  plan.publish = checked.wiring.publish;
  for (const auto& stage : plan.stages) {
    for (const auto& [resource, amount] : config::used_resources(stage.about())) {
      const bool known =
          std::ranges::any_of(plan.resources, [&](const auto& r) { return r.first == resource; });
      if (!known) plan.resources.emplace_back(resource, config::granted(pipeline, resource));
    }
  }
  assign_levels(plan.stages);
  return plan;
}

}  // namespace flowrun::graph
