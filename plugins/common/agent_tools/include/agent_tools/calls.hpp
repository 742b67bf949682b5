// Calls of the contract's tools, with the arguments in the order of the schemas. Paths are those that the
// model sees.
#pragma once

#include <cstdint>
#include <string_view>

#include <chat/example.hpp>

namespace agent_tools {

chat::FunctionCall read_call(std::string_view path);
chat::FunctionCall read_call(std::string_view path, std::int64_t offset, std::int64_t limit);
chat::FunctionCall edit_call(std::string_view path, std::string_view old_text, std::string_view new_text);
chat::FunctionCall write_call(std::string_view path, std::string_view content);
chat::FunctionCall bash_call(std::string_view command);
// `path` and `include` are left out where they are empty.
chat::FunctionCall grep_call(std::string_view pattern, std::string_view path, std::string_view include);
chat::FunctionCall glob_call(std::string_view pattern);

}  // namespace agent_tools
