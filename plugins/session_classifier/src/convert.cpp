#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/active.hpp>
#include <session_classifier/convert.hpp>
#include <session_classifier/markup.hpp>

namespace session_classifier {
namespace {

std::string marker_of(const Attachment& file) {
  return file.name.empty() ? fmt::format("[{}]", file.mime) : fmt::format("[{}: {}]", file.mime, file.name);
}

// Their content stands in the synthetic texts beside them.
bool is_quoted_file(const Attachment& file) {
  return file.mime == "text/plain" || file.mime == "application/x-directory";
}

// What one part of a user message contributes; none if the model does not see it.
std::optional<std::string> user_text(const Part& part) {
  switch (part.kind) {
    case PartKind::text:
      return part.ignored ? std::nullopt : std::optional(part.text);
    case PartKind::compaction:
      return "What did we do so far?";
    case PartKind::subtask:
      return "The following tool was executed by the user";
    case PartKind::file:
      return is_quoted_file(part.file) ? std::nullopt : std::optional(marker_of(part.file));
    default:
      return std::nullopt;
  }
}

std::string result_text(const ToolState& state, bool shows_hidden) {
  switch (state.status) {
    case ToolStatus::pending:
    case ToolStatus::running:
      return "[Tool execution was interrupted]";
    case ToolStatus::error:
      return state.partial_output ? *state.partial_output : state.error;
    case ToolStatus::completed:
      break;
  }
  if (state.compacted && !shows_hidden) return std::string(hidden_result_text);
  std::string text = state.output;
  for (const Attachment& file : state.attachments) text += (text.empty() ? "" : "\n\n") + marker_of(file);
  return text;
}

bool is_hidden(const Message& message) {
  if (message.error.empty()) return false;
  return message.error != "MessageAbortedError" || std::ranges::all_of(message.parts, [](const Part& part) {
           return part.kind == PartKind::step_start || part.kind == PartKind::reasoning;
         });
}

void append_user(const Message& message, std::vector<chat::Message>& out) {
  chat::Message user;
  user.role = chat::Role::user;
  for (const Part& part : message.parts) {
    const auto text = user_text(part);
    if (!text || text->empty()) continue;
    if (!user.content.empty()) user.content += "\n\n";
    user.content += *text;
  }
  if (!user.content.empty()) out.push_back(std::move(user));
}

}  // namespace

void Converter::append(const Message& message, std::vector<chat::Message>& out) {
  if (message.role == chat::Role::user) append_user(message, out);
  if (message.role == chat::Role::assistant && !is_hidden(message)) append_assistant(message, out);
}

void Converter::append_assistant(const Message& message, std::vector<chat::Message>& out) {
  chat::Message assistant;
  assistant.role = chat::Role::assistant;
  std::string reasoning;
  std::vector<chat::Message> results;
  for (const Part& part : message.parts) {
    if (part.kind == PartKind::text) assistant.content += part.text;
    if (part.kind == PartKind::reasoning) reasoning += part.text;
    if (part.kind != PartKind::tool) continue;
    const std::string id = fmt::format("call_{}", ++calls_);
    assistant.tool_calls.push_back({id, "function", {part.tool, part.state.input}});
    chat::Message result;
    result.role = chat::Role::tool;
    result.tool_call_id = id;
    result.content = result_text(part.state, options_.shows_hidden);
    results.push_back(std::move(result));
  }
  Answer answer = split_thinking(assistant.content);
  assistant.content = std::move(answer.text);
  if (reasoning.empty()) reasoning = std::move(answer.thinking);
  if (options_.reasoning && !reasoning.empty()) assistant.reasoning_content = std::move(reasoning);
  if (assistant.content.empty() && assistant.tool_calls.empty() && !assistant.reasoning_content) return;
  out.push_back(std::move(assistant));
  std::ranges::move(results, std::back_inserter(out));
}

std::vector<chat::Message> convert(const std::vector<Message>& messages, std::string_view system,
                                   ConvertOptions options) {
  std::vector<chat::Message> out;
  if (!system.empty()) {
    out.emplace_back();
    out.back().role = chat::Role::system;
    out.back().content = system;
  }
  Converter converter(options);
  for (const Message& message : messages)
    for (const Message& step : split_steps(message)) converter.append(step, out);
  return out;
}

}  // namespace session_classifier
