// grep and glob in a workspace.
#pragma once

#include <agent_tools/tool_runner.hpp>

#include "arguments.hpp"
#include "places.hpp"

namespace agent_tools {

ToolResult run_grep(const Places& places, const Arguments& arguments);
ToolResult run_glob(const Places& places, const Arguments& arguments);

}  // namespace agent_tools
