// What to write in `from`, for messages about connections.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <config/wiring.hpp>

namespace flowrun::config {

// Outputs of exactly this type, but not of the stage `taker`, as they would be written in `from`.
std::vector<std::string> givers_of(const flow::RecordTypeName& type, std::size_t taker,
                                   const Pipeline& pipeline, const Wiring& wiring);

// `from` with the missing input in it, beside what stands there already.
std::string from_with(const flow::InputDescription& missing, const std::string& upstream,
                      const StageNode& stage, const flow::StageDescription& description);

}  // namespace flowrun::config
