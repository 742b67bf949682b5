#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/utf8.hpp>

#include "checks.hpp"

namespace dataset_curator {
namespace {

using chat::Role;

bool thinks(const chat::Message& message) {
  return message.reasoning_content && !message.reasoning_content->empty();
}

// Walks over the messages in order, with the calls that wait for an answer.
class MessageCheck {
 public:
  explicit MessageCheck(std::vector<std::string>& problems) : problems_(problems) {}

  void visit(std::size_t index, const chat::Message& message) {
    index_ = index;
    role_ = message.role;
    check_texts(message);
    check_fields(message);
    switch (role_) {
      case Role::system:
        visit_system(message);
        break;
      case Role::user:
        visit_user(message);
        break;
      case Role::assistant:
        visit_assistant(message);
        break;
      case Role::tool:
        visit_tool(message);
        break;
    }
    if (index == 0 && role_ != Role::system && role_ != Role::user)
      report("comes first: only system or user may");
    previous_ = role_;
  }

  void finish(const chat::Message& last) {
    report_open_calls("at the end");
    if (last.role != Role::assistant) report("comes last: an example ends with an assistant message");
  }

 private:
  template <typename... Arguments>
  void report(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    problems_.push_back(fmt::format("message {} ({}): ", index_, base::name_of(role_)) +
                        fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  bool report_open_calls(std::string_view when) {
    if (open_.empty()) return false;
    report("{} call{} without an answer {}: {}", open_.size(), open_.size() == 1 ? " is" : "s are", when,
           fmt::join(open_, ", "));
    open_.clear();
    return true;
  }

  void check_texts(const chat::Message& message) {
    if (!base::is_utf8(message.content)) report("its content is not UTF-8");
    if (message.reasoning_content && !base::is_utf8(*message.reasoning_content))
      report("its thinking is not UTF-8");
  }

  void check_fields(const chat::Message& message) {
    if (role_ != Role::assistant) {
      if (!message.tool_calls.empty()) report("has tool calls: only an assistant may call");
      if (message.weight) report("has a weight: only an assistant's message is learnt or not");
      if (message.reasoning_content) report("has thinking: only an assistant thinks");
    }
    if (role_ != Role::tool && message.tool_call_id)
      report("has a tool_call_id: only a tool message answers a call");
  }

  void visit_system(const chat::Message& message) {
    if (index_ != 0) report("must come first, and only once");
    if (message.content.empty()) report("is empty: leave it out instead");
  }

  void visit_user(const chat::Message& message) {
    report_open_calls("before it");
    if (message.content.empty()) report("is empty: there is nothing to answer");
  }

  void visit_assistant(const chat::Message& message) {
    const bool interrupts = report_open_calls("before it");
    if (previous_ == Role::system) report("follows the system message: a user must speak first");
    if (previous_ == Role::assistant && !interrupts)
      report("follows an assistant message that called no tool: make them one");
    if (message.content.empty() && message.tool_calls.empty()) report("has neither content nor tool calls");
    if (message.weight && *message.weight != 0 && *message.weight != 1) {
      report("has weight {}: it is 0 (context) or 1 (to learn)", *message.weight);
    }
    for (const chat::ToolCall& call : message.tool_calls) visit_call(call);
  }

  void visit_call(const chat::ToolCall& call) {
    if (!base::is_utf8(call.id) || !base::is_utf8(call.function.name))
      return report("a call's id or name is not UTF-8");
    if (call.id.empty()) return report("calls {} without an id", call.function.name);
    if (!ids_.insert(call.id).second) report("its call id {} is taken by an earlier call", call.id);
    open_.insert(call.id);
    if (call.type != "function") report("call {} is not of type function", call.id);
    if (call.function.name.empty()) report("call {} names no function", call.id);
    if (!is_json_object(call.function.arguments))
      report("the arguments of call {} are not one JSON object", call.id);
  }

  void visit_tool(const chat::Message& message) {
    if (!message.tool_call_id) return report("does not say which call it answers: tool_call_id is missing");
    if (!base::is_utf8(*message.tool_call_id)) return report("its tool_call_id is not UTF-8");
    if (open_.erase(*message.tool_call_id) == 1) return;
    const bool known = ids_.contains(*message.tool_call_id);
    report("answers call {}, which {}", *message.tool_call_id,
           known ? "has been answered, or was not made by the assistant message before"
                 : "no assistant message made");
  }

  std::vector<std::string>& problems_;
  std::size_t index_ = 0;
  Role role_ = Role::system;
  std::optional<Role> previous_;
  std::set<std::string> ids_;
  std::set<std::string> open_;
};

void check_thinking(const std::vector<chat::Message>& messages, std::vector<std::string>& problems) {
  const auto learnt = std::count_if(messages.begin(), messages.end(), chat::is_learnt);
  const auto thinking = std::count_if(messages.begin(), messages.end(),
                                      [](const chat::Message& m) { return chat::is_learnt(m) && thinks(m); });
  if (learnt == 0) problems.emplace_back("no assistant message is to be learnt");
  if (thinking != 0 && thinking != learnt) {
    problems.push_back(
        fmt::format("thinking is mixed: {} of {} learnt assistant messages have it: drop it from all, or "
                    "leave out the example",
                    thinking, learnt));
  }
}

}  // namespace

void check_messages(const chat::Example& example, std::vector<std::string>& problems) {
  if (example.messages.empty()) {
    problems.emplace_back("it has no messages");
    return;
  }
  MessageCheck check(problems);
  for (std::size_t i = 0; i < example.messages.size(); ++i) check.visit(i, example.messages[i]);
  check.finish(example.messages.back());
  check_thinking(example.messages, problems);
}

void check_tools(const std::vector<std::string>& tools, std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < tools.size(); ++i) {
    if (!is_json_object(tools[i]))
      problems.push_back(fmt::format("tool {}: its schema is not one JSON object", i));
  }
}

}  // namespace dataset_curator
