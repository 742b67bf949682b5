#include <string>

#include <agent_tools/calls.hpp>

#include "json_members.hpp"

namespace agent_tools {
namespace {

JsonMember text_member(std::string_view key, std::string_view text) {
  return json_member(key, json_text(text));
}

}  // namespace

chat::FunctionCall read_call(std::string_view path) {
  return {"read", json_object({text_member("filePath", path)})};
}

chat::FunctionCall read_call(std::string_view path, std::int64_t offset, std::int64_t limit) {
  return {"read", json_object({text_member("filePath", path), json_member("offset", std::to_string(offset)),
                               json_member("limit", std::to_string(limit))})};
}

chat::FunctionCall edit_call(std::string_view path, std::string_view old_text, std::string_view new_text) {
  return {"edit", json_object({text_member("filePath", path), text_member("oldString", old_text),
                               text_member("newString", new_text)})};
}

chat::FunctionCall write_call(std::string_view path, std::string_view content) {
  return {"write", json_object({text_member("content", content), text_member("filePath", path)})};
}

chat::FunctionCall bash_call(std::string_view command) {
  return {"bash", json_object({text_member("command", command)})};
}

}  // namespace agent_tools
