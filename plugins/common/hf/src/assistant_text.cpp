#include <hf/assistant_text.hpp>

#include "parameter_types.hpp"
#include "tool_call_text.hpp"
#include "trim.hpp"

namespace hf {
namespace {

constexpr std::string_view think_begin = "<think>";
constexpr std::string_view think_end = "</think>";

std::string_view without_end_mark(std::string_view text) {
  const std::string_view bare = trimmed(text);
  for (const std::string_view mark : {"<|im_end|>", "<|endoftext|>"}) {
    if (bare.ends_with(mark)) return bare.substr(0, bare.size() - mark.size());
  }
  return text;
}

// Splits the reasoning off, and leaves the rest in `text`. False if the thinking has no end.
bool take_reasoning(std::string_view& text, bool open, chat::Message& message) {
  const std::string_view start = trimmed_left(text);
  const bool begins = start.starts_with(think_begin);
  const std::size_t end = text.find(think_end);
  if (!open && !begins && (end == std::string_view::npos || end > text.find(call_begin))) return true;
  std::string_view reasoning = begins ? start.substr(think_begin.size()) : text;
  if (end == std::string_view::npos) {
    message.reasoning_content = trimmed(reasoning);
    text = {};
    return false;
  }
  reasoning = reasoning.substr(0, reasoning.find(think_end));
  text = text.substr(end + think_end.size());
  reasoning = trimmed(reasoning);
  // With no reasoning at all, the template would split a content that mentions the mark at that place.
  if (!reasoning.empty() || text.contains(think_end)) message.reasoning_content = reasoning;
  return true;
}

}  // namespace

ParsedAssistant parse_assistant(std::string_view text, const ParseOptions& options) {
  ParsedAssistant parsed;
  parsed.message.role = chat::Role::assistant;
  text = without_end_mark(text);
  if (!take_reasoning(text, options.thinking_is_open, parsed.message)) {
    parsed.format_error = "the thinking has no </think>";
    return parsed;
  }
  const std::size_t calls_begin = text.find(call_begin);
  parsed.message.content = trimmed(text.substr(0, calls_begin));
  if (calls_begin == std::string_view::npos) return parsed;
  CallTexts read = read_calls(text.substr(calls_begin));
  parsed.format_error = std::move(read.error);
  const ParameterTypes types(options.tools);
  for (const CallText& call : read.calls) {
    chat::ToolCall made;
    made.function.name = call.name;
    made.function.arguments = types.arguments_of(call);
    parsed.message.tool_calls.push_back(std::move(made));
  }
  return parsed;
}

}  // namespace hf
