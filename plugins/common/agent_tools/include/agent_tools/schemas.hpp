// The tools that a model is offered, as JSON texts in OpenAI's function form. Key order is fixed, so that
// data and rollouts render to the same bytes.
//
// Names, argument names, types and what is required are those of opencode 1.18, in the order of the
// properties in packages/opencode/src/tool/*.ts; the descriptions are our own (docs/tool_contract.md,
// "Schemas").
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/json.hpp>

namespace agent_tools {

enum class Form {
  opencode,  // read, edit, write, bash, grep, glob as in opencode 1.18
  plain      // read, edit, bash with their required arguments only, and plainer results
};

// In the order in which the schemas are offered. The texts live as long as the program.
std::span<const std::string_view> tool_names(Form form = Form::opencode);

// Are these the arguments that the schema of the tool asks for: all that are required, no others than it names, each of
// its type? False for a name that is no tool of the contract.
bool fits_schema(std::string_view tool, const base::Json& arguments);

// One JSON object text for each tool, for chat::Example::tools and for requests.
std::vector<std::string> tool_schemas(Form form = Form::opencode);

}  // namespace agent_tools
