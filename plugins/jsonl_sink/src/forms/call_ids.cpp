#include "call_ids.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <string>

namespace jsonl_sink::forms {

void complete_call_ids(std::vector<chat::Message>& messages) {
  std::set<std::string> taken;
  for (const chat::Message& message : messages) {
    for (const chat::ToolCall& call : message.tool_calls) taken.insert(call.id);
  }
  std::size_t number = 0;
  const auto next_id = [&] {
    std::string id;
    do id = "call_" + std::to_string(++number);
    while (taken.contains(id));
    return id;
  };
  std::deque<std::string> open;
  for (chat::Message& message : messages) {
    if (message.role == chat::Role::assistant) open.clear();
    for (chat::ToolCall& call : message.tool_calls) {
      if (call.id.empty()) call.id = next_id();
      open.push_back(call.id);
    }
    if (message.role != chat::Role::tool) continue;
    if (!message.tool_call_id && !open.empty()) message.tool_call_id = open.front();
    if (message.tool_call_id) std::erase(open, *message.tool_call_id);
  }
}

}  // namespace jsonl_sink::forms
