#include "message_parts.hpp"

#include <array>
#include <ranges>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "weight.hpp"

namespace jsonl_sink::forms {
namespace {

using base::Json;
using chat::Role;

// A role of the forms' own, such as "function_call", is found before this is asked.
constexpr std::array<std::pair<std::string_view, Role>, 13> roles = {{{"system", Role::system},
                                                                      {"developer", Role::system},
                                                                      {"user", Role::user},
                                                                      {"human", Role::user},
                                                                      {"assistant", Role::assistant},
                                                                      {"gpt", Role::assistant},
                                                                      {"model", Role::assistant},
                                                                      {"bot", Role::assistant},
                                                                      {"chatgpt", Role::assistant},
                                                                      {"tool", Role::tool},
                                                                      {"function", Role::tool},
                                                                      {"function_response", Role::tool},
                                                                      {"observation", Role::tool}}};

// Names that OpenAI's chat and responses forms give to parts of plain text.
bool is_text_part(std::string_view type) {
  return type.empty() || type == "text" || type == "input_text" || type == "output_text";
}

std::string text_of_part(Json& part, const std::string& path, Reading& reading) {
  if (part.is_string()) return std::move(part.text);
  Members members(part, path, reading);
  const std::string type = members.take_text("type").value_or("");
  if (!part.is_object() || !is_text_part(type)) {
    reading.fail(path, fmt::format("{} is no text", type.empty() ? what_is(part) : "a part of type " + type));
    return "";
  }
  std::string text = members.take_text("text").value_or("");
  members.finish();
  return text;
}

void read_calls(Members& message, chat::Message& into) {
  if (auto calls = message.take("tool_calls")) {
    if (!calls->is_array()) message.fail("tool_calls", what_is(*calls) + " is no list");
    for (std::size_t i = 0; i < calls->items.size(); ++i) {
      read_call(calls->items[i], fmt::format("{}[{}]", message.path_of("tool_calls"), i), message.reading(),
                into.tool_calls.emplace_back());
    }
  }
  // What OpenAI's form had before it had several calls.
  if (auto call = message.take("function_call")) {
    read_call(*call, message.path_of("function_call"), message.reading(), into.tool_calls.emplace_back());
  }
}

// SWE-agent writes a list of one.
void read_answered_call(Members& message, chat::Message& into) {
  into.tool_call_id = message.take_text("tool_call_id");
  auto ids = message.take("tool_call_ids");
  if (!ids) return;
  if (!into.tool_call_id && ids->is_array() && ids->items.size() == 1 && ids->items[0].is_string()) {
    into.tool_call_id = std::move(ids->items[0].text);
  } else {
    message.keep("tool_call_ids", *std::move(ids));
  }
}

void read_thinking(Members& message, chat::Message& into) {
  for (const std::string_view key : {"reasoning_content", "reasoning", "thinking"}) {
    if (into.reasoning_content) return;
    auto text = message.take_text(key);
    if (text && !text->empty()) into.reasoning_content = std::move(text);
  }
}

std::string arguments_of(Members& function) {
  auto arguments = function.take("arguments");
  if (!arguments || (arguments->is_string() && arguments->text.empty())) return "{}";
  if (arguments->is_string()) {
    auto inner = parse(arguments->text);
    if (!inner) {
      function.fail("arguments", "its text is no JSON: " + inner.error().why);
      return "";
    }
    arguments = *std::move(inner);
  }
  if (!arguments->is_object()) function.fail("arguments", what_is(*arguments) + " is no object");
  return arguments->dump();
}

}  // namespace

chat::Role take_role(Members& message, std::string_view key) {
  const auto name = message.take_text(key);
  for (const auto& [spelling, role] : roles) {
    if (name == spelling) return role;
  }
  message.fail(key,
               !name ? "missing"
                     : fmt::format("\"{}\" is none of {}", *name, fmt::join(roles | std::views::keys, ", ")));
  return Role::user;
}

std::string take_content(Members& message, std::string_view key) {
  auto content = message.take(key);
  if (!content) return "";
  if (content->is_string()) return std::move(content->text);
  std::string text;
  if (!content->is_array()) message.fail(key, what_is(*content) + " is neither a text nor a list of parts");
  for (std::size_t i = 0; i < content->items.size(); ++i) {
    text +=
        text_of_part(content->items[i], fmt::format("{}[{}]", message.path_of(key), i), message.reading());
  }
  return text;
}

bool read_other_parts(Members& message, chat::Message& into) {
  if (into.role == Role::assistant) {
    read_thinking(message, into);
    read_calls(message, into);
  }
  if (into.role == Role::tool) read_answered_call(message, into);
  read_weight(message, into);
  return message.finish();
}

bool read_call(Json& call, const std::string& path, Reading& reading, chat::ToolCall& into) {
  if (!call.is_object()) return reading.fail(path, what_is(call) + " is no object");
  Members members(call, path, reading);
  into.id = members.take_text("id").value_or("");
  into.type = members.take_text("type").value_or("function");
  auto inner = members.take("function");
  if (inner && !inner->is_object()) return members.fail("function", what_is(*inner) + " is no object");
  Json& function = inner ? *inner : call;
  Members parts(function, inner ? members.path_of("function") : path, reading);
  auto name = parts.take_text("name");
  if (!name) return parts.fail("name", "missing");
  into.function.name = *std::move(name);
  into.function.arguments = arguments_of(parts);
  return parts.finish() && members.finish();
}

}  // namespace jsonl_sink::forms
