#include "json_text.hpp"

#include <string_view>

#include <base/json_text.hpp>

namespace hf {
namespace {

void append_member(std::string& out, std::string_view key, std::string_view text) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += key;
  out += "\":";
  out += base::json_string(text);
}

void append_call(std::string& out, const chat::ToolCall& call) {
  out += '{';
  if (!call.id.empty()) append_member(out, "id", call.id);
  append_member(out, "type", call.type);
  out += ",\"function\":{";
  append_member(out, "name", call.function.name);
  append_member(out, "arguments", call.function.arguments);
  out += "}}";
}

void append_message(std::string& out, const chat::Message& message) {
  out += '{';
  append_member(out, "role", message.role);
  append_member(out, "content", message.content);
  if (message.reasoning_content) append_member(out, "reasoning_content", *message.reasoning_content);
  if (message.tool_call_id) append_member(out, "tool_call_id", *message.tool_call_id);
  if (!message.tool_calls.empty()) {
    out += ",\"tool_calls\":[";
    for (const chat::ToolCall& call : message.tool_calls) {
      if (out.back() != '[') out += ',';
      append_call(out, call);
    }
    out += ']';
  }
  out += '}';
}

}  // namespace

std::string json_of(std::span<const chat::Message> messages) {
  std::string out = "[";
  for (const chat::Message& message : messages) {
    if (out.back() != '[') out += ',';
    append_message(out, message);
  }
  return out + ']';
}

std::string json_of(std::span<const std::string> tools) {
  std::string out = "[";
  for (const std::string& tool : tools) {
    if (out.back() != '[') out += ',';
    out += base::json_string(tool);
  }
  return out + ']';
}

}  // namespace hf
