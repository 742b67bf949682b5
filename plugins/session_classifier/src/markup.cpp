#include <algorithm>
#include <array>

#include <session_classifier/markup.hpp>

namespace session_classifier {
namespace {

constexpr std::string_view opens = "<think>";
constexpr std::string_view closes = "</think>";
constexpr std::string_view blanks = " \t\r\n";

// Inside a block of code a mark is what the text speaks of.
bool is_in_code(std::string_view text, std::size_t at) {
  constexpr std::string_view fence = "```";
  bool inside = false;
  for (std::size_t i = text.find(fence); i < at; i = text.find(fence, i + fence.size())) inside = !inside;
  return inside;
}

// The first `<think>` that begins a line.
std::size_t opening_of(std::string_view text) {
  for (std::size_t at = text.find(opens); at != std::string_view::npos; at = text.find(opens, at + 1)) {
    const std::size_t before = text.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
    const bool begins = at == 0 || before == std::string_view::npos || text[before] == '\n';
    if (begins && !is_in_code(text, at)) return at;
  }
  return std::string_view::npos;
}

// The first `</think>` that ends a line.
std::size_t closing_of(std::string_view text) {
  for (std::size_t at = text.find(closes); at != std::string_view::npos; at = text.find(closes, at + 1)) {
    const std::size_t after = text.find_first_not_of(" \t\r", at + closes.size());
    const bool ends = after == std::string_view::npos || text[after] == '\n';
    if (ends && !is_in_code(text, at)) return at;
  }
  return std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace

Answer split_thinking(std::string_view text) {
  Answer answer;
  bool found = false;
  const auto think = [&](std::string_view thought) {
    if (!answer.thinking.empty()) answer.thinking += "\n\n";
    answer.thinking += trimmed(thought);
    found = true;
  };
  while (text.contains(opens) || text.contains(closes)) {
    const std::size_t open = opening_of(text);
    if (const std::size_t close = closing_of(text); close < open) {  // the prompt had opened it
      think(text.substr(0, close));
      text.remove_prefix(close + closes.size());
      continue;
    }
    if (open == std::string_view::npos) break;
    answer.text += text.substr(0, open);
    text.remove_prefix(open + opens.size());
    const std::size_t close = std::min(text.find(closes), text.size());
    think(text.substr(0, close));
    text.remove_prefix(std::min(close + closes.size(), text.size()));
  }
  answer.text += text;
  if (found) answer.text = trimmed(answer.text);
  return answer;
}

std::string_view mark_in(const chat::Message& message) {
  static constexpr std::array<std::string_view, 11> marks = {
      "<think>",      "</think>",   "<tool_call>",   "</tool_call>", "<tool_response>", "</tool_response>",
      "<|im_start|>", "<|im_end|>", "<|endoftext|>", "</parameter>", "<function="};
  const auto first_in = [](std::string_view text) -> std::string_view {
    if (!text.contains('<')) return {};
    for (const std::string_view mark : marks)
      if (text.contains(mark)) return mark;
    return {};
  };
  if (const auto mark = first_in(message.content); !mark.empty()) return mark;
  if (message.reasoning_content)
    if (const auto mark = first_in(*message.reasoning_content); !mark.empty()) return mark;
  for (const chat::ToolCall& call : message.tool_calls)
    if (const auto mark = first_in(call.function.arguments); !mark.empty()) return mark;
  return {};
}

}  // namespace session_classifier
