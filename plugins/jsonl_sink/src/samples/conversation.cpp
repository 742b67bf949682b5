#include "conversation.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include <base/html.hpp>
#include <base/json.hpp>
#include <base/utf8.hpp>

#include "line_diff.hpp"

namespace jsonl_sink {
namespace {

using base::html_text;

constexpr std::size_t longest_title = 120;  // bytes
// Of what somebody says, more than so many lines are mostly files that were pasted: then so many are shown, the rest is folded.
constexpr std::ptrdiff_t most_lines = 30;
constexpr int shown_lines = 12;

std::string_view first_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) return line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

// Between words, where there are any.
std::string shortened(std::string_view line) {
  if (line.size() <= longest_title) return std::string(line);
  const std::string_view part = base::utf8_prefix(line, longest_title);
  const std::size_t space = part.rfind(' ');
  return std::string(part.substr(0, space == std::string_view::npos || space == 0 ? part.size() : space)) +
         "…";
}

std::ptrdiff_t line_count(std::string_view text) {
  return std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

std::string lines_in(std::string_view text) {
  const auto lines = line_count(text);
  return fmt::format("{} line{}", lines, lines == 1 ? "" : "s");
}

std::string block(std::string_view text) { return "<pre>" + html_text(text) + "</pre>\n"; }

std::string folded(std::string_view what, std::string_view text) {
  return fmt::format("<details class=\"fold\"><summary>{}, {}: <code>{}</code></summary>\n{}</details>\n",
                     what, lines_in(text), html_text(shortened(first_line(text))), block(text));
}

std::string said(std::string_view text) {
  if (line_count(text) <= most_lines) return block(text);
  std::size_t end = 0;
  for (int line = 0; line < shown_lines; ++line) end = text.find('\n', end) + 1;
  const std::string_view rest = text.substr(end);
  return block(text.substr(0, end - 1)) +
         fmt::format("<details class=\"fold\"><summary>{} more</summary>\n{}</details>\n", lines_in(rest),
                     block(rest));
}

std::string diff_block(std::string_view before, std::string_view after) {
  std::string text = "<pre class=\"diff\">";
  for (const DiffLine& line : line_diff(before, after)) {
    const char* kind = line.side == Side::both ? "same" : line.side == Side::before ? "gone" : "come";
    const char sign = line.side == Side::both ? ' ' : line.side == Side::before ? '-' : '+';
    text += fmt::format("<span class=\"{}\">{}{}\n</span>", kind, sign, html_text(line.text));
  }
  return text + "</pre>\n";
}

// The first of the members that is a text. Agents spell them in two ways.
const base::Json* text_of(const base::Json& arguments, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (arguments[name].is_string()) return &arguments[name];
  return nullptr;
}

const base::Json* path_in(const base::Json& arguments) {
  return text_of(arguments, {"filePath", "file_path"});
}

// Each argument on a line of its own, but for the path, which stands above, and the one that is shown already.
std::string arguments_block(const base::Json& arguments, std::string_view without = {}) {
  std::string text;
  for (const base::JsonMember& one : arguments.members) {
    if (one.key == without || &one.value == path_in(arguments)) continue;
    text += one.key + ": " + (one.value.is_string() ? one.value.text : one.value.dump()) + "\n";
  }
  return text.empty() ? "" : block(text);
}

std::string call_body(const base::Json& arguments) {
  const base::Json* before = text_of(arguments, {"oldString", "old_string"});
  const base::Json* after = text_of(arguments, {"newString", "new_string"});
  const base::Json* content = text_of(arguments, {"content"});
  const base::Json* command = text_of(arguments, {"command"});
  if (before && after) return diff_block(before->text, after->text);
  if (content) return diff_block("", content->text);
  if (command) return block("$ " + command->text) + arguments_block(arguments, "command");
  return arguments_block(arguments);
}

std::string call(const chat::FunctionCall& function) {
  const auto arguments = base::parse_json(function.arguments);
  const base::Json* path = arguments ? path_in(*arguments) : nullptr;
  return fmt::format("<div class=\"call\"><p><b>{}</b> {}</p>\n{}</div>\n", html_text(function.name),
                     path ? "<code>" + html_text(path->text) + "</code>" : "",
                     arguments && arguments->is_object() ? call_body(*arguments) : block(function.arguments));
}

std::string body(const chat::Message& message) {
  if (message.role == chat::Role::tool) return folded("result", message.content);
  if (message.role == chat::Role::system) return folded("prompt", message.content);
  std::string text;
  if (message.reasoning_content && !message.reasoning_content->empty())
    text += folded("reasoning", *message.reasoning_content);
  if (!message.content.empty()) text += said(message.content);
  for (const chat::ToolCall& one : message.tool_calls) text += call(one.function);
  return text;
}

}  // namespace

std::string conversation(const chat::Example& example) {
  std::string text;
  for (const chat::Message& message : example.messages) {
    const bool learnt = chat::is_learnt(message);
    text += fmt::format(
        "<section class=\"message {0} {1}\"><h3>{0} <span class=\"mask\">{1}</span></h3>\n{2}</section>\n",
        base::name_of(message.role), learnt ? "learnt" : "context", body(message));
  }
  return text;
}

std::string request_of(const chat::Example& example) {
  for (const chat::Message& message : example.messages | std::views::reverse)
    if (message.role == chat::Role::user) return shortened(first_line(message.content));
  return {};
}

}  // namespace jsonl_sink
