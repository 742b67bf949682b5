// Which output feeds which input, checked against what the stages say about themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <config/pipeline.hpp>
#include <config/port_ref.hpp>
#include <config/stage_catalogue.hpp>

namespace flowrun::config {

struct WiredStage {
  const flow::StageDescription* description = nullptr;
  // One list for each of the description's inputs, in the order of `from`; empty for an optional port left
  // open.
  std::vector<std::vector<PortRef>> inputs;
};

struct Wiring {
  std::vector<WiredStage> stages;  // as in Pipeline::stages
  std::vector<PublishedPort> publish;
};

// `chat.example/1`; `*` for the type that stands for every type.
std::string to_string(const flow::RecordTypeName& type);

// Checks: every stage type is known; sources take nothing; each streamed input has an upstream, each `once`
// input exactly one unless it is optional; named ports exist; record types agree in name and version along
// each edge; no two results are published as one file. None after an error; all of them are reported. What rests on an earlier error is passed over.
std::optional<Wiring> check_wiring(const Pipeline& pipeline, const StageCatalogue& catalogue,
                                   Diagnostics& diagnostics);

}  // namespace flowrun::config
