#include <algorithm>
#include <ranges>

#include <chat_page/conversation.hpp>
#include <fmt/format.h>

#include <base/counted.hpp>
#include <base/html.hpp>
#include <base/json.hpp>
#include <base/utf8.hpp>

#include "line_diff.hpp"

namespace chat_page {
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
  return base::counted(static_cast<std::uint64_t>(line_count(text)), "line");
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

class Writer {
 public:
  explicit Writer(const Look& look) : look_(look) {}

  std::string message(const chat::Message& message) const {
    const std::string_view role = base::name_of(message.role);
    if (!look_.masks)
      return fmt::format("<section class=\"message {0}\"><h3>{0}</h3>\n{1}</section>\n", role, body(message));
    return fmt::format(
        "<section class=\"message {0} {1}\"><h3>{0} <span class=\"mask\">{1}</span></h3>\n{2}</section>\n",
        role, chat::is_learnt(message) ? "learnt" : "context", body(message));
  }

 private:
  // With what is left out of it.
  std::string text(std::string_view whole) const {
    const std::string_view part = base::utf8_prefix(whole, look_.most_bytes);
    if (part.size() == whole.size()) return html_text(whole);
    return html_text(part) + fmt::format("\n… {} bytes more are left out here", whole.size() - part.size());
  }

  std::string block(std::string_view whole) const { return "<pre>" + text(whole) + "</pre>\n"; }

  std::string folded(std::string_view what, std::string_view whole) const {
    return fmt::format("<details class=\"fold\"><summary>{}, {}: <code>{}</code></summary>\n{}</details>\n",
                       what, lines_in(whole), html_text(shortened(first_line(whole))), block(whole));
  }

  std::string said(std::string_view whole) const {
    if (line_count(whole) <= most_lines) return block(whole);
    std::size_t end = 0;
    for (int line = 0; line < shown_lines; ++line) end = whole.find('\n', end) + 1;
    const std::string_view rest = whole.substr(end);
    return block(whole.substr(0, end - 1)) +
           fmt::format("<details class=\"fold\"><summary>{} more</summary>\n{}</details>\n", lines_in(rest),
                       block(rest));
  }

  std::string diff_block(std::string_view before, std::string_view after) const {
    std::string lines;
    std::size_t left = look_.most_bytes;
    for (const DiffLine& line : line_diff(before, after)) {
      if (line.text.size() >= left) {
        lines += "<span class=\"mute\">… more lines are left out here\n</span>";
        break;
      }
      left -= line.text.size();
      const char* kind = line.side == Side::both ? "same" : line.side == Side::before ? "gone" : "come";
      const char sign = line.side == Side::both ? ' ' : line.side == Side::before ? '-' : '+';
      lines += fmt::format("<span class=\"{}\">{}{}\n</span>", kind, sign, html_text(line.text));
    }
    return "<pre class=\"diff\">" + lines + "</pre>\n";
  }

  // Each argument on a line of its own, but for the path, which stands above, and the one that is shown already.
  std::string arguments_block(const base::Json& arguments, std::string_view without = {}) const {
    std::string lines;
    for (const base::JsonMember& one : arguments.members) {
      if (one.key == without || &one.value == path_in(arguments)) continue;
      lines += one.key + ": " + (one.value.is_string() ? one.value.text : one.value.dump()) + "\n";
    }
    return lines.empty() ? "" : block(lines);
  }

  std::string call_body(const base::Json& arguments) const {
    const base::Json* before = text_of(arguments, {"oldString", "old_string"});
    const base::Json* after = text_of(arguments, {"newString", "new_string"});
    const base::Json* content = text_of(arguments, {"content"});
    const base::Json* command = text_of(arguments, {"command"});
    if (before && after) return diff_block(before->text, after->text);
    if (content) return diff_block("", content->text);
    if (command) return block("$ " + command->text) + arguments_block(arguments, "command");
    return arguments_block(arguments);
  }

  std::string call(const chat::FunctionCall& function) const {
    const auto arguments = base::parse_json(function.arguments);
    const base::Json* path = arguments ? path_in(*arguments) : nullptr;
    return fmt::format(
        "<div class=\"call\"><p><b>{}</b> {}</p>\n{}</div>\n", html_text(function.name),
        path ? "<code>" + html_text(path->text) + "</code>" : "",
        arguments && arguments->is_object() ? call_body(*arguments) : block(function.arguments));
  }

  std::string body(const chat::Message& message) const {
    if (message.role == chat::Role::tool) return folded("result", message.content);
    if (message.role == chat::Role::system) return folded("prompt", message.content);
    std::string parts;
    if (message.reasoning_content && !message.reasoning_content->empty())
      parts += folded("reasoning", *message.reasoning_content);
    if (!message.content.empty()) parts += said(message.content);
    for (const chat::ToolCall& one : message.tool_calls) parts += call(one.function);
    return parts;
  }

  const Look& look_;
};

}  // namespace

std::string conversation(std::span<const chat::Message> messages, const Look& look) {
  const Writer writer(look);
  std::string text;
  for (const chat::Message& message : messages) text += writer.message(message);
  return text;
}

std::string request_of(std::span<const chat::Message> messages) {
  for (const chat::Message& message : messages | std::views::reverse)
    if (message.role == chat::Role::user) return shortened(first_line(message.content));
  return {};
}

}  // namespace chat_page
