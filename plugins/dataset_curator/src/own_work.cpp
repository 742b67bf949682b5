#include "own_work.hpp"

#include <string_view>
#include <utility>

#include <base/json.hpp>
#include <base/trimmed.hpp>
#include <chat/file_change.hpp>
#include <chat/line_counts.hpp>

namespace dataset_curator {
namespace {

void add(std::string& text, std::string_view more) {
  if (more.empty()) return;
  text.append(more).append("\n");
}

// Lines of `after` that `before` has not, as often as they are more.
std::string added_lines(std::string_view before, std::string_view after) {
  if (before.empty()) return std::string(after);
  chat::LineCounts known = chat::count_lines(before);
  std::string added;
  chat::for_each_line(after, [&](std::string_view line) {
    if (!chat::take(known, line)) add(added, line);
  });
  return added;
}

void add_call(const chat::FunctionCall& call, OwnWork& work) {
  auto arguments = base::parse_json(call.arguments, {.mends_surrogates = true});
  if (!arguments) return add(work.told, call.arguments);
  // The way to the work is much the same in all that was done on a file.
  if (chat::is_look(call.name))
    return base::for_each_string(*arguments, [&](std::string& text) { add(work.shown, text); });
  auto change = chat::file_change_of(call, *arguments);
  if (change && !change->after.empty()) {
    std::string added = added_lines(change->before, change->after);
    work.changes.push_back({std::move(change->path), std::move(change->after), std::move(added)});
  } else {
    base::for_each_string(*arguments, [&](std::string& said) { add(work.told, said); });
  }
}

// An answer without tools shows its code between fences.
void add_fenced_code(std::string_view text, OwnWork& work) {
  constexpr std::string_view fence = "```";
  for (std::size_t at = text.find(fence); at != std::string_view::npos;) {
    const std::size_t line_end = text.find('\n', at);
    const std::size_t end = text.find(fence, line_end);
    if (line_end == std::string_view::npos || end == std::string_view::npos) return;
    const std::string_view language =
        base::trimmed(text.substr(at + fence.size(), line_end - at - fence.size()));
    const std::string code(text.substr(line_end + 1, end - line_end - 1));
    if (language.starts_with("rust") || language == "rs") work.changes.push_back({"answer.rs", code, code});
    at = text.find(fence, end + fence.size());
  }
}

void add_context(const chat::Message& message, OwnWork& work) {
  add(work.shown, message.content);
  for (const chat::ToolCall& call : message.tool_calls) {
    auto arguments = base::parse_json(call.function.arguments, {.mends_surrogates = true});
    if (arguments) base::for_each_string(*arguments, [&](std::string& text) { add(work.shown, text); });
  }
}

// Of the user message that the first learnt one answers; all, if nothing is learnt.
std::size_t begin_of_turn(const std::vector<chat::Message>& messages) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].role == chat::Role::user && (i == 0 || messages[i - 1].role != chat::Role::user))
      begin = i;
    if (chat::is_learnt(messages[i])) return begin;
  }
  return 0;
}

}  // namespace

OwnWork own_work(const chat::Example& example) {
  OwnWork work;
  const std::size_t begin = begin_of_turn(example.messages);
  for (std::size_t i = 0; i < example.messages.size(); ++i) {
    const chat::Message& message = example.messages[i];
    if (message.role == chat::Role::system) continue;
    if (message.role == chat::Role::user && i >= begin) {
      add(work.request, message.content);
    } else if (chat::is_learnt(message)) {
      add(work.told, message.content);
      add_fenced_code(message.content, work);
      for (const chat::ToolCall& call : message.tool_calls) add_call(call.function, work);
    } else {
      add_context(message, work);
    }
  }
  return work;
}

}  // namespace dataset_curator
