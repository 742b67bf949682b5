#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <agent_tools/rerender.hpp>
#include <agent_tools/schemas.hpp>
#include <session_classifier/example_texts.hpp>
#include <session_classifier/neutral_hosts.hpp>
#include <session_classifier/publishable.hpp>
#include <session_classifier/stored_json.hpp>

namespace session_classifier {
namespace {

// A file's name and where to read it are no code; nor are the words that describe a command.
bool writes_code(const chat::ToolCall& call) {
  return call.function.name == "edit" || call.function.name == "write" || call.function.name == "multiedit" ||
         call.function.name == "apply_patch" || call.function.name == "patch";
}

bool has_placeholder(std::string_view text) { return text.contains("<SECRET:"); }

// In a block of code of an answer.
bool has_placeholder_in_code(std::string_view text) {
  bool in_code = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t fence = std::min(text.find("```", begin), text.size());
    if (in_code && has_placeholder(text.substr(begin, fence - begin))) return true;
    in_code = !in_code;
    begin = fence + 3;
  }
  return false;
}

std::string rule_in(std::string_view text, const secrets::Redactor& redactor) {
  const std::size_t begin = text.find("<SECRET:");
  const std::string_view rule = redactor.rule_of(text.substr(begin, text.find('>', begin) + 1 - begin));
  return rule.empty() ? "a placeholder" : std::string(rule);
}

// Where a placeholder stands in code that would be learnt: the rule and the place.
std::string secret_in_learnt_code(const chat::Example& example, const secrets::Redactor& redactor) {
  for (std::size_t i = 0; i < example.messages.size(); ++i) {
    const chat::Message& message = example.messages[i];
    if (!chat::is_learnt(message)) continue;
    if (has_placeholder_in_code(message.content))
      return fmt::format("{} in messages[{}].content", rule_in(message.content, redactor), i);
    for (std::size_t call = 0; call < message.tool_calls.size(); ++call) {
      const chat::ToolCall& made = message.tool_calls[call];
      if (writes_code(made) && has_placeholder(made.function.arguments))
        return fmt::format("{} in messages[{}].tool_calls[{}] ({})",
                           rule_in(made.function.arguments, redactor), i, call, made.function.name);
    }
  }
  return "";
}

// No command to follow: one with a placeholder in it, or one whose answer printed a secret. What was read for an
// edit stays learnt, since the edit is.
void unlearn_secrets(chat::Example& example) {
  std::set<std::string> shown;
  for (const chat::Message& message : example.messages) {
    if (message.tool_call_id && has_placeholder(message.content)) shown.insert(*message.tool_call_id);
  }
  for (chat::Message& message : example.messages) {
    const bool unfit = (message.role == chat::Role::assistant && has_placeholder(message.content)) ||
                       std::ranges::any_of(message.tool_calls, [&](const chat::ToolCall& call) {
                         return has_placeholder(call.function.arguments) ||
                                (call.function.name == "bash" && shown.contains(call.id));
                       });
    if (unfit) message.weight = 0;
  }
}

// A plugin may have put a tool of its own in the place of one that has the same name.
bool has_other_arguments(const chat::ToolCall& call) {
  const auto arguments = parse_stored(call.function.arguments);
  return !arguments || !agent_tools::fits_schema(call.function.name, *arguments);
}

// All that the session holds, in its order: a value that is named once is known in every example.
void learn_session(const Session& session, secrets::Redactor& redactor) {
  for (const Message& message : session.messages) {
    for (const Part& part : message.parts) {
      for (const std::string* text : {&part.text, &part.state.output, &part.state.error})
        redactor.learn(*text);
      if (part.state.partial_output) redactor.learn(*part.state.partial_output);
      auto input = parse_stored(part.state.input);
      if (!input) continue;
      base::for_each_string(*input, [&](std::string_view text) { redactor.learn(text); });
    }
  }
}

void hide_in_texts(chat::Example& example, secrets::Redactor& redactor) {
  for_each_text(example, [&](std::string_view text) { redactor.learn(text); });
  change_texts(example, [&](std::string_view text) { return redactor.redacted(text); });
}

// Takes what shows a secret from what is learnt. The answer as of hide_secrets.
std::string spare_secrets(chat::Example& example, const secrets::Redactor& redactor) {
  std::string place = secret_in_learnt_code(example, redactor);
  if (place.empty()) unlearn_secrets(example);
  return place;
}

TurnResult left_out(std::string id, std::string reason, std::string evidence) {
  return {std::move(id), std::nullopt, std::move(reason), std::move(evidence)};
}

TurnResult published(TurnResult turn, const secrets::Redactor& redactor) {
  std::string place = spare_secrets(*turn.example, redactor);
  if (!place.empty()) return left_out(turn.id, "secret in learnt code", std::move(place));
  if (std::ranges::none_of(turn.example->messages, chat::is_learnt))
    return left_out(turn.id, "no message is left to learn", "every message shows a secret");
  return turn;
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

std::string hide_secrets(chat::Example& example, secrets::Redactor& redactor) {
  hide_in_texts(example, redactor);
  return spare_secrets(example, redactor);
}

std::vector<TurnResult> publishable_examples(const Session& stored, const Options& options,
                                             const secrets::Scanner& scanner) {
  secrets::Redactor redactor(scanner);
  bool knows_session = false;
  // Before it is cut into examples: placeholders are counted as they stand there.
  const auto prepare = [&](chat::Example& chat) {
    if (!std::exchange(knows_session, true)) learn_session(stored, redactor);
    bring_to_contract(chat, options.path_root);
    if (options.hosts == Hosts::hide) neutralise_hosts(chat);
    hide_in_texts(chat, redactor);
  };
  std::vector<TurnResult> results = training_examples(stored, options, prepare);
  for (TurnResult& result : results) {
    if (result.example) result = published(std::move(result), redactor);
  }
  return results;
}

}  // namespace session_classifier
