#include <session_classifier/example_texts.hpp>
#include <session_classifier/json.hpp>

namespace session_classifier {

void change_texts(chat::Example& example, const TextChange& change) {
  for (chat::Message& message : example.messages) {
    if (message.reasoning_content) message.reasoning_content = change(*message.reasoning_content);
    message.content = change(message.content);
    for (chat::ToolCall& call : message.tool_calls) {
      auto arguments = parse_json(call.function.arguments);
      if (!arguments) continue;  // arguments are made by this library and always parse
      change_strings(*arguments, change);
      call.function.arguments = arguments->dump();
    }
  }
}

}  // namespace session_classifier
