#include <string_view>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/json_text.hpp>
#include <hf/rendering_check.hpp>

namespace hf {
namespace {

// Templates strip what Python calls spaces, some of which are not ASCII: characters beyond it are cut, too, at both ends.
std::string_view trimmed(std::string_view text) {
  const auto may_go = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x80;
  };
  while (!text.empty() && may_go(text.front())) text.remove_prefix(1);
  while (!text.empty() && may_go(text.back())) text.remove_suffix(1);
  return text;
}

// A content that holds a think block is taken apart by Qwen's template, which drops the thinking of earlier turns.
std::string_view without_thinking(std::string_view content) {
  constexpr std::string_view end = "</think>";
  const std::size_t found = content.rfind(end);
  return found == std::string_view::npos ? content : content.substr(found + end.size());
}

bool holds_text(std::string_view turn, std::string_view text) {
  if (turn.contains(trimmed(text))) return true;
  const std::string json = base::json_string(text);
  return turn.contains(std::string_view(json).substr(1, json.size() - 2));
}

std::string lost_in_call(const chat::FunctionCall& call, std::string_view turn) {
  if (!turn.contains(call.name)) return fmt::format("the call of `{}`", call.name);
  const auto arguments = base::parse_json(call.arguments);
  if (!arguments) return "";  // the template gets it as it stands, and refuses what is no object
  for (const base::JsonMember& argument : arguments->members) {
    const bool is_there = holds_text(turn, argument.key) &&
                          (!argument.value.is_string() || holds_text(turn, argument.value.string()));
    if (!is_there) return fmt::format("the argument `{}` of `{}`", argument.key, call.name);
  }
  return "";
}

std::string lost_in_turn(const chat::Message& message, std::string_view turn) {
  if (!turn.contains(trimmed(without_thinking(message.content)))) return "its content";
  for (const chat::ToolCall& call : message.tool_calls)
    if (std::string lost = lost_in_call(call.function, turn); !lost.empty()) return lost;
  return "";
}

}  // namespace

std::string lost_in_rendering(const chat::Example& example, const LearntText& learnt) {
  const std::string_view text = learnt.text;
  auto span = learnt.spans.begin();
  std::size_t answers_from = 0;
  for (std::size_t index = 0; index < example.messages.size(); ++index) {
    const chat::Message& message = example.messages[index];
    std::string lost;
    if (message.role == chat::Role::tool) {
      const std::size_t found = text.find(trimmed(message.content), answers_from);
      if (found == std::string_view::npos)
        lost = "a tool's answer";
      else
        answers_from = found;
    } else if (message.role == chat::Role::assistant && message.weight != 0 && span != learnt.spans.end()) {
      lost = lost_in_turn(message, text.substr(span->begin, span->end - span->begin));
      ++span;
    }
    if (!lost.empty()) return fmt::format("messages[{}]: {}", index, lost);
  }
  return "";
}

}  // namespace hf
