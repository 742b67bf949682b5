#include "decode_v0.hpp"

#include <utility>

#include <fmt/format.h>

#include "decode_v1.hpp"

namespace session_classifier::detail {
namespace {

Part tool_part(const Json& call, std::string id, const Json& metadata) {
  Part part;
  part.id = std::move(id);
  part.kind = PartKind::tool;
  part.tool = call["toolName"].string();
  part.call_id = call["toolCallId"].string();
  if (call["args"].is_object()) part.state.input = call["args"].dump();
  if (call["state"].string() == "result") {
    part.state.status = ToolStatus::completed;
    part.state.output = call["result"].string();
    part.state.exit = metadata["tool"][part.call_id]["exit"].integer();
  }
  return part;
}

void add_metadata(const Json& metadata, Message& message) {
  if (!metadata.is_object()) return;
  const Json& assistant = metadata["assistant"];
  if (message.created == 0) message.created = metadata["time"]["created"].integer().value_or(0);
  if (!message.completed) message.completed = metadata["time"]["completed"].integer();
  if (metadata["error"].is_object()) {
    message.error = metadata["error"]["name"].string();
    if (message.error.empty()) message.error = "UnknownError";
  }
  if (!assistant.is_object()) return;
  message.provider = assistant["providerID"].string();
  message.model = assistant["modelID"].string();
  message.cwd = assistant["path"]["cwd"].string();
  message.root = assistant["path"]["root"].string();
  message.summary = assistant["summary"].is_true();
}

}  // namespace

void add_inline_parts(const Json& data, Message& message) {
  add_metadata(data["metadata"], message);
  for (const Json& item : data["parts"].items) {
    std::string id = fmt::format("{:08}", message.parts.size());  // parts of the model are ordered by id
    if (item["type"].string() == "tool-invocation") {
      message.parts.push_back(tool_part(item["toolInvocation"], std::move(id), data["metadata"]));
      continue;
    }
    message.parts.push_back(part_of(item, std::move(id)));
    if (item["mediaType"].is_string()) message.parts.back().file.mime = item["mediaType"].text;
  }
}

}  // namespace session_classifier::detail
