// One entry below `stages`, and the `stage.port` texts of `from` and `publish`.
#pragma once

#include <optional>
#include <string>

#include <config/pipeline.hpp>

namespace flowrun::config {

struct Endpoint {
  std::string stage;
  std::string output;  // "" = the only one
};

// `stage` or `stage.port`. None where the node is something else; that is reported.
std::optional<Endpoint> read_endpoint(const Node& node, std::string_view name, Diagnostics& diagnostics);

// What could be read of the stage; mistakes are reported.
StageNode read_stage(const Entry& entry, Diagnostics& diagnostics);

}  // namespace flowrun::config
