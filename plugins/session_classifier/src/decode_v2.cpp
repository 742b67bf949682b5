#include "decode_v2.hpp"

#include <utility>

#include <fmt/format.h>

#include "decode_v1.hpp"

namespace session_classifier::detail {
namespace {

Message blank(const RowV2& row, chat::Role role, std::string_view suffix = "") {
  Message message;
  message.id = row.id + std::string(suffix);
  message.role = role;
  message.sequence = row.sequence;
  message.created = row.created;
  return message;
}

Part& add_part(Message& message, PartKind kind, std::string_view text = "") {
  Part part;
  part.id = fmt::format("{:08}", message.parts.size());  // parts of the model are ordered by id
  part.kind = kind;
  part.text = text;
  message.parts.push_back(std::move(part));
  return message.parts.back();
}

// "MessageAbortedError" for what the person stopped: the name that 1.x gives it.
std::string error_name(const base::Json& error) {
  const std::string_view type = error["type"].string();
  const bool stopped = type.contains("bort") || type.contains("nterrupt");
  return stopped ? "MessageAbortedError" : type.empty() ? "UnknownError" : std::string(type);
}

ToolState state_of(const base::Json& data) {
  ToolState state;
  state.status = base::enum_of<ToolStatus>(data["status"].string()).value_or(ToolStatus::pending);
  if (data["input"].is_object()) state.input = data["input"].dump();
  state.error = data["error"].is_string() ? data["error"].string() : data["error"]["message"].string();
  for (const base::Json& item : data["content"].items) {
    if (item["type"].string() == "text") {
      if (!state.output.empty()) state.output += "\n\n";
      state.output += item["text"].string();
    } else {
      state.attachments.push_back({std::string(item["mime"].string()), std::string(item["name"].string())});
    }
  }
  state.exit = exit_of(data, state.output);
  state.called = called_by(data);
  return state;
}

void append_user(const RowV2& row, const base::Json& data, std::vector<Message>& messages) {
  Message message = blank(row, chat::Role::user);
  add_part(message, PartKind::text, data["text"].string());
  for (const base::Json& file : data["files"].items)
    add_part(message, PartKind::file).file = {std::string(file["mime"].string()),
                                              std::string(file["name"].string())};
  messages.push_back(std::move(message));
}

void append_synthetic(const RowV2& row, std::string_view text, std::vector<Message>& messages) {
  Message message = blank(row, chat::Role::user);
  add_part(message, PartKind::text, text).synthetic = true;
  messages.push_back(std::move(message));
}

void append_assistant(const RowV2& row, const base::Json& data, std::vector<Message>& messages) {
  Message message = blank(row, chat::Role::assistant);
  message.agent = data["agent"].string();
  message.provider = data["model"]["providerID"].string();
  message.model = data["model"]["id"].string();
  message.completed = data["time"]["completed"].integer();
  message.finish = data["finish"].string();
  if (data["error"].is_object()) message.error = error_name(data["error"]);
  add_part(message, PartKind::step_start);
  for (const base::Json& item : data["content"].items) {
    const std::string_view type = item["type"].string();
    if (type == "text") add_part(message, PartKind::text, item["text"].string());
    if (type == "reasoning") add_part(message, PartKind::reasoning, item["text"].string());
    if (type != "tool") continue;
    Part& part = add_part(message, PartKind::tool);
    part.tool = item["name"].string();
    part.call_id = item["id"].string();
    part.state = state_of(item["state"]);
  }
  messages.push_back(std::move(message));
}

// A command typed by the person: the pair that 1.x stores for it, whose assistant has no model step.
void append_shell(const RowV2& row, const base::Json& data, std::vector<Message>& messages) {
  append_synthetic(row, "The following tool was executed by the user", messages);
  Message message = blank(row, chat::Role::assistant, "#result");
  message.completed = row.created;
  Part& part = add_part(message, PartKind::tool);
  part.tool = "shell";
  part.call_id = data["callID"].is_string() ? data["callID"].string() : data["shellID"].string();
  part.state.input = base::Json::of_object({{"command", data["command"]}}).dump();
  part.state.status = ToolStatus::completed;
  part.state.output = data["output"].string();
  part.state.exit = data["exit"].integer();
  messages.push_back(std::move(message));
}

void append_compaction(const RowV2& row, const base::Json& data, std::vector<Message>& messages) {
  if (data["status"].string() != "completed") return;  // the context went on unchanged
  Message request = blank(row, chat::Role::user);
  add_part(request, PartKind::compaction);
  Message summary = blank(row, chat::Role::assistant, "#summary");
  summary.parent = request.id;
  summary.agent = "compaction";
  summary.summary = true;
  summary.finish = "stop";
  summary.completed = row.created;
  add_part(summary, PartKind::text, data["summary"].string());
  messages.push_back(std::move(request));
  messages.push_back(std::move(summary));
}

// The run's own verdict on the turn that just ended. An interrupted one keeps its messages as context.
void apply_outcome(std::string_view outcome, std::vector<Message>& messages) {
  if (messages.empty() || messages.back().role != chat::Role::assistant || !messages.back().error.empty())
    return;
  if (outcome == "interrupted") messages.back().error = "MessageAbortedError";
  if (outcome == "failed" && messages.back().finish != "stop") messages.back().error = "UnknownError";
}

}  // namespace

std::string_view wrong_row(const RowV2& row, const base::Json& data) {
  const bool has_text = row.type == "user" || row.type == "synthetic" || row.type == "skill";
  if (has_text && data.has("text") && !data["text"].is_string()) return "its text is no text";
  if (row.type == "assistant" && data.has("content") && !data["content"].is_array())
    return "its content is no array";
  return {};
}

void append_row(const RowV2& row, const base::Json& data, std::vector<Message>& messages) {
  if (row.type == "user") return append_user(row, data, messages);
  if (row.type == "synthetic" || row.type == "skill")
    return append_synthetic(row, data["text"].string(), messages);
  if (row.type == "assistant") return append_assistant(row, data, messages);
  if (row.type == "shell") return append_shell(row, data, messages);
  if (row.type == "compaction") return append_compaction(row, data, messages);
  if (row.type == "idle") return apply_outcome(data["outcome"].string(), messages);
  // `system` notes and the switches of agent, model and place are no part of the conversation.
}

}  // namespace session_classifier::detail
