// The system prompt of an agent, as opencode keeps it: a Markdown file, with YAML front matter or without.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace agent_tools {

// The prompt alone: without front matter (between two lines `---` at the start) and without blank space
// around it.
std::string prompt_of_agent_file(std::string_view markdown);

// The prompt of the first file that exists. The error names the files.
base::Result<std::string> read_system_prompt(std::span<const std::filesystem::path> candidates);

}  // namespace agent_tools
