// read, edit and write on the files of a workspace.
#pragma once

#include <agent_tools/tool_runner.hpp>

#include "arguments.hpp"
#include "places.hpp"

namespace agent_tools {

ToolResult run_read(const Places& places, const Arguments& arguments, Form form);
ToolResult run_edit(const Places& places, const Arguments& arguments, Form form);
ToolResult run_write(const Places& places, const Arguments& arguments);

}  // namespace agent_tools
