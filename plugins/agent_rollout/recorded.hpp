// Reads files of rollouts that are to be played again. For the stage.
#pragma once

#include <vector>

#include <agent_rollout/script.hpp>
#include <flow/values.hpp>

// One rollout as JSON a line, at most one for each task. Throws flow::Failure with file and line.
agent_rollout::Recorded read_recorded(const std::vector<flow::Path>& files);
