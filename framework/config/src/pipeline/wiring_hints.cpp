#include "pipeline/wiring_hints.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace flowrun::config {
namespace {

// What `from` connects to an input, as it is written there.
std::vector<std::string> upstreams_of(const flow::InputDescription& input, const StageNode& stage) {
  std::vector<std::string> result;
  for (const Edge& edge : stage.from) {
    const bool streamed = edge.port.empty() && !input.once;
    if (streamed || edge.port == input.name) {
      result.push_back(edge.output.empty() ? edge.stage : fmt::format("{}.{}", edge.stage, edge.output));
    }
  }
  return result;
}

}  // namespace

std::vector<std::string> givers_of(const flow::RecordTypeName& type, std::size_t taker,
                                   const Pipeline& pipeline, const Wiring& wiring) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < pipeline.stages.size(); ++i) {
    const flow::StageDescription* description = wiring.stages[i].description;
    if (!description || i == taker) {
      continue;
    }
    const std::string& name = pipeline.stages[i].name;
    for (const flow::OutputDescription& output : description->outputs) {
      if (output.type == type) {
        result.push_back(description->outputs.size() == 1 ? name : fmt::format("{}.{}", name, output.name));
      }
    }
  }
  return result;
}

std::string from_with(const flow::InputDescription& missing, const std::string& upstream,
                      const StageNode& stage, const flow::StageDescription& description) {
  if (description.inputs.size() == 1) {
    return fmt::format("add \"from: {}\"", upstream);
  }
  std::string others;
  for (const flow::InputDescription& input : description.inputs) {
    const std::vector<std::string> connected = upstreams_of(input, stage);
    if (!connected.empty()) {
      const bool one = connected.size() == 1;
      others +=
          fmt::format("{}: {}{}{}, ", input.name, one ? "" : "[", fmt::join(connected, ", "), one ? "" : "]");
    }
  }
  return fmt::format("write \"from: {{{}{}: {}}}\"", others, missing.name, upstream);
}

}  // namespace flowrun::config
