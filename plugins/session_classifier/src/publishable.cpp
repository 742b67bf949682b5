#include <algorithm>
#include <set>
#include <string>

#include <agent_tools/rerender.hpp>
#include <agent_tools/schemas.hpp>
#include <secrets/redactor.hpp>
#include <session_classifier/example_texts.hpp>
#include <session_classifier/publishable.hpp>
#include <session_classifier/stored_json.hpp>

namespace session_classifier {
namespace {

// First all texts are looked through, so that a secret is replaced where it stands without its name, too.
void redact(chat::Example& example, const secrets::Scanner& scanner) {
  secrets::Redactor redactor(scanner);
  change_texts(example, [&](std::string_view text) {
    redactor.learn(text);
    return std::string(text);
  });
  change_texts(example, [&](std::string_view text) { return redactor.redact(text); });
}

void unlearn_shown_secrets(chat::Example& example) {
  std::set<std::string> calls;
  for (const chat::Message& message : example.messages) {
    if (message.tool_call_id && message.content.contains("<SECRET:")) calls.insert(*message.tool_call_id);
  }
  for (chat::Message& message : example.messages) {
    const bool shown = std::ranges::any_of(
        message.tool_calls, [&](const chat::ToolCall& call) { return calls.contains(call.id); });
    if (shown) message.weight = 0;
  }
}

// A plugin may have put a tool of its own in the place of one that has the same name.
bool has_other_arguments(const chat::ToolCall& call) {
  const auto arguments = parse_stored(call.function.arguments);
  return !arguments || !agent_tools::fits_schema(call.function.name, *arguments);
}

}  // namespace

bool bring_to_contract(chat::Example& example, std::string_view directory) {
  const auto report = agent_tools::rerender(example, {.directory = std::string(directory)});
  for (const agent_tools::NotRerendered& left : report.left) {
    chat::Message& message = example.messages[left.message];
    if (message.role == chat::Role::assistant) message.weight = 0;
  }
  for (chat::Message& message : example.messages)
    if (std::ranges::any_of(message.tool_calls, has_other_arguments)) message.weight = 0;
  example.tools = agent_tools::tool_schemas();
  return std::ranges::any_of(example.messages, chat::is_learnt);
}

void hide_secrets(chat::Example& example, const secrets::Scanner& scanner) {
  redact(example, scanner);
  unlearn_shown_secrets(example);
}

std::vector<TurnResult> publishable_examples(const Session& stored, const Options& options,
                                             const secrets::Scanner& scanner) {
  return training_examples(stored, options, [&](chat::Example& chat) {
    bring_to_contract(chat, options.path_root);
    hide_secrets(chat, scanner);
  });
}

}  // namespace session_classifier
