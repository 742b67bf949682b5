#include "decode_v1.hpp"

#include <charconv>
#include <utility>

namespace session_classifier::detail {
namespace {

ToolState state_of(const base::Json& data) {
  ToolState state;
  state.status = base::enum_of<ToolStatus>(data["status"].string()).value_or(ToolStatus::pending);
  if (data["input"].is_object()) state.input = data["input"].dump();
  state.output = data["output"].string();
  state.error = data["error"].string();
  const base::Json& metadata = data["metadata"];
  state.exit = exit_of(data, state.output);
  if (metadata["interrupted"].is_true() && metadata["output"].is_string())
    state.partial_output = metadata["output"].text;
  state.compacted = data["time"]["compacted"].integer();
  state.called = called_by(data);
  for (const base::Json& item : data["attachments"].items) state.attachments.push_back(attachment_of(item));
  return state;
}

}  // namespace

std::optional<std::int64_t> exit_of(const base::Json& state, std::string_view output) {
  for (const char* place : {"metadata", "structured"})
    for (const char* key : {"exit", "exitCode", "exit_code"})
      if (const auto code = state[place][key].integer()) return code;
  constexpr std::string_view words = "Command exited with code ";
  std::string_view line = output.substr(0, output.find_last_not_of(".\r\n ") + 1);  // npos + 1 is 0
  line.remove_prefix(line.rfind('\n') + 1);
  if (!line.starts_with(words)) return std::nullopt;
  line.remove_prefix(words.size());
  std::int64_t code = 0;
  const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), code);
  return error == std::errc{} && rest == line.data() + line.size() ? std::optional(code) : std::nullopt;
}

std::string called_by(const base::Json& state) {
  for (const char* place : {"metadata", "structured"})
    for (const char* key : {"sessionId", "sessionID"})
      if (const std::string_view id = state[place][key].string(); !id.empty()) return std::string(id);
  return "";
}

Attachment attachment_of(const base::Json& data) {
  return {std::string(data["mime"].string()), std::string(data["filename"].string())};
}

std::string_view wrong_message(const base::Json& data) {
  return data["role"].is_string() ? std::string_view() : "it has no role";
}

std::string_view wrong_part(const base::Json& data) {
  if (!data["type"].is_string()) return "it has no type";
  if (data.has("text") && !data["text"].is_string()) return "its text is no text";
  if (data["type"].string() != "tool") return {};
  if (!data["tool"].is_string()) return "it names no tool";
  return data["state"].is_object() && data["state"]["status"].is_string() ? std::string_view()
                                                                          : "its call has no state";
}

Message message_of(const base::Json& data, std::string id) {
  Message message;
  message.id = std::move(id);
  message.role = base::enum_of<chat::Role>(data["role"].string());
  message.created = data["time"]["created"].integer().value_or(0);
  message.completed = data["time"]["completed"].integer();
  message.parent = data["parentID"].string();
  message.agent = data["agent"].is_string() ? data["agent"].string() : data["mode"].string();
  const base::Json& model = data["model"];  // of a user message; an assistant has both ids at the top
  message.provider = model.is_object() ? model["providerID"].string() : data["providerID"].string();
  message.model = model.is_object() ? model["modelID"].string() : data["modelID"].string();
  message.cwd = data["path"]["cwd"].string();
  message.root = data["path"]["root"].string();
  message.finish = data["finish"].string();
  if (data["error"].is_object()) {
    message.error = data["error"]["name"].string();
    if (message.error.empty()) message.error = "UnknownError";
  }
  message.summary = message.role == chat::Role::assistant && data["summary"].is_true();
  return message;
}

Part part_of(const base::Json& data, std::string id) {
  Part part;
  part.id = std::move(id);
  part.kind = base::enum_of<PartKind>(data["type"].string()).value_or(PartKind::other);
  part.text = data["text"].string();
  part.synthetic = data["synthetic"].is_true();
  part.ignored = data["ignored"].is_true();
  if (part.kind == PartKind::file) part.file = attachment_of(data);
  part.tail_start = data["tail_start_id"].string();
  if (part.kind == PartKind::tool) {
    part.tool = data["tool"].string();
    part.call_id = data["callID"].string();
    part.state = state_of(data["state"]);
  }
  for (const base::Json& file : data["files"].items)
    if (file.is_string()) part.files.push_back(file.text);
  return part;
}

std::optional<Revert> revert_of(const base::Json& data) {
  if (data["messageID"].string().empty()) return std::nullopt;
  return Revert{std::string(data["messageID"].string()), std::string(data["partID"].string())};
}

}  // namespace session_classifier::detail
