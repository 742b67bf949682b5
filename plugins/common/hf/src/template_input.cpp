#include "template_input.hpp"

#include <utility>

#include <base/json_writer.hpp>

namespace hf {
namespace {

void add_call(base::JsonWriter& json, const chat::ToolCall& call) {
  json.begin_object();
  if (!call.id.empty()) json.member("id", call.id);
  json.member("type", call.type).key("function").begin_object();
  json.member("name", call.function.name).member("arguments", call.function.arguments).end_object();
  json.end_object();
}

void add_message(base::JsonWriter& json, const chat::Message& message) {
  json.begin_object().member("role", message.role).member("content", message.content);
  if (message.reasoning_content) json.member("reasoning_content", *message.reasoning_content);
  if (message.tool_call_id) json.member("tool_call_id", *message.tool_call_id);
  if (!message.tool_calls.empty()) {
    json.key("tool_calls").begin_array();
    for (const chat::ToolCall& call : message.tool_calls) add_call(json, call);
    json.end_array();
  }
  json.end_object();
}

}  // namespace

std::string template_input(std::span<const chat::Message> messages) {
  base::JsonWriter json;
  json.begin_array();
  for (const chat::Message& message : messages) add_message(json, message);
  json.end_array();
  return std::move(json).take();
}

std::string template_input(std::span<const std::string> tools) {
  base::JsonWriter json;
  json.any(tools);
  return std::move(json).take();
}

}  // namespace hf
