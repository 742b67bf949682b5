#include <utility>

#include <session_classifier/example_texts.hpp>
#include <session_classifier/stored_json.hpp>

namespace session_classifier {
namespace {

// True if it was changed.
bool change_text(std::string& text, const TextChange& change) {
  auto changed = change(text);
  if (!changed) return false;
  text = *std::move(changed);
  return true;
}

void change_arguments(std::string& arguments, const TextChange& change) {
  auto value = parse_stored(arguments);
  if (!value) return;  // arguments are made by this library and always parse
  bool changed = false;
  base::for_each_string(*value, [&](std::string& text) { changed |= change_text(text, change); });
  if (changed) arguments = value->dump();
}

}  // namespace

void change_texts(chat::Example& example, const TextChange& change) {
  for (chat::Message& message : example.messages) {
    if (message.reasoning_content) change_text(*message.reasoning_content, change);
    change_text(message.content, change);
    for (chat::ToolCall& call : message.tool_calls) change_arguments(call.function.arguments, change);
  }
}

void for_each_text(const chat::Example& example, const std::function<void(std::string_view)>& use) {
  for (const chat::Message& message : example.messages) {
    if (message.reasoning_content) use(*message.reasoning_content);
    use(message.content);
    for (const chat::ToolCall& call : message.tool_calls)
      if (auto arguments = parse_stored(call.function.arguments)) base::for_each_string(*arguments, use);
  }
}

}  // namespace session_classifier
