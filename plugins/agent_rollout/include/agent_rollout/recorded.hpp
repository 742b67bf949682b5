// Rollouts from a file, to be played again.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include <agent_rollout/script.hpp>
#include <base/error.hpp>

namespace agent_rollout {

// Reads one rollout of its JSON text.
using ParseRollout = std::function<base::Result<rust_tasks::Rollout>(std::string_view)>;

// Adds the rollouts of a file to `recorded`: one a line, at most one for each task in all files; empty lines
// say nothing. Errors name the file by `name`, and the line.
base::Result<void> add_recorded(Recorded& recorded, const std::filesystem::path& file, std::string_view name,
                                const ParseRollout& parse);

}  // namespace agent_rollout
