#include <algorithm>

#include <fmt/format.h>

#include <session_classifier/learnable.hpp>
#include <session_classifier/markup.hpp>
#include <session_classifier/tools.hpp>

namespace session_classifier {
namespace {

bool teaches_edit(const chat::Message& message) {
  return chat::is_learnt(message) && std::ranges::any_of(message.tool_calls, [](const chat::ToolCall& call) {
           return call.function.name == "edit" || call.function.name == "write";
         });
}

}  // namespace

Unfit unfit_messages(std::span<const chat::Message> messages, Reasoning reasoning) {
  if (messages.empty()) return {"no closing answer", "none of its messages was shown to the model"};
  const chat::Message& last = messages.back();
  if (last.role != chat::Role::assistant)
    return {"no closing answer", fmt::format("the last message is of the {}", base::name_of(last.role))};
  if (!last.tool_calls.empty()) return {"no closing answer", "the last message calls a tool"};
  if (last.content.empty()) return {"no closing answer", "the last message has no text"};
  if (const std::string_view mark = mark_in(last); !mark.empty())
    return {"no closing answer", fmt::format("the last message holds {}, a mark of the chat template", mark)};
  if (std::ranges::none_of(messages, chat::is_learnt))
    return {"nothing to learn", fmt::format("messages {}, none of them to be learnt", messages.size())};
  const auto unthinking = std::ranges::count_if(messages, [](const chat::Message& message) {
    return chat::is_learnt(message) && !message.reasoning_content;
  });
  if (reasoning == Reasoning::keep && unthinking > 0)
    return {"reasoning missing", fmt::format("messages without reasoning {} (reasoning keep)", unthinking)};
  return {};
}

Unfit unfit_rest(std::span<const Message> turn, std::span<const chat::Message> messages) {
  if (std::ranges::none_of(messages, chat::is_learnt))
    return {"no message is left to learn", "every message calls a tool that is not offered"};
  if (std::ranges::any_of(turn, edits_files) && std::ranges::none_of(messages, teaches_edit))
    return {"its edits are not learnt",
            "each one is by a tool that is not offered, with other arguments, or unfit to be learnt"};
  return {};
}

}  // namespace session_classifier
