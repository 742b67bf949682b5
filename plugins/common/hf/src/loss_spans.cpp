#include "loss_spans.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hf {
namespace {

constexpr std::string_view user_header = "<|im_start|>user\n";
constexpr std::string_view assistant_header = "<|im_start|>assistant\n";
constexpr std::string_view end_mark = "<|im_end|>";
constexpr std::string_view think_begin = "<think>\n";
constexpr std::string_view empty_think_block = "<think>\n\n</think>\n\n";

std::string_view text_of(std::string_view text, std::span<const Turn> turns, std::size_t index) {
  const std::size_t end = index + 1 < turns.size() ? turns[index + 1].begin : text.size();
  return text.substr(turns[index].begin, end - turns[index].begin);
}

// What stands between a turn's header and its end mark; none if it does not look like that.
std::optional<std::string_view> body_of(std::string_view turn, std::string_view header) {
  if (!turn.starts_with(header) || !turn.ends_with('\n')) return std::nullopt;
  turn.remove_prefix(header.size());
  turn.remove_suffix(1);
  if (!turn.ends_with(end_mark)) return std::nullopt;
  turn.remove_suffix(end_mark.size());
  return turn;
}

// Qwen's templates put a think block into the turns after the last user message that is not itself a tool's
// result.
std::size_t after_last_query(std::string_view text, std::span<const Turn> turns) {
  for (std::size_t index = turns.size(); index > 0; --index) {
    if (turns[index - 1].role != chat::Role::user) continue;
    const auto body = body_of(text_of(text, turns, index - 1), user_header);
    if (body && !(body->starts_with("<tool_response>") && body->ends_with("</tool_response>"))) return index;
  }
  return turns.size();
}

}  // namespace

base::Result<std::vector<Span>> loss_spans(std::string_view text, std::span<const Turn> turns) {
  if (!std::ranges::is_sorted(turns, {}, &Turn::begin) ||
      (!turns.empty() && turns.back().begin > text.size())) {
    return base::failure("the chat template does not write the messages in order", "",
                         "use the one of Qwen3.5");
  }
  const std::size_t thinking_from = after_last_query(text, turns);
  std::vector<Span> spans;
  for (std::size_t index = 0; index < turns.size(); ++index) {
    if (!turns[index].learnt) continue;
    const auto body = body_of(text_of(text, turns, index), assistant_header);
    if (!body) {
      return base::failure(
          fmt::format("messages[{}] cannot be learnt", index),
          "the chat template does not write it as a turn of `assistant` between <|im_start|> and <|im_end|>",
          "use the template of Qwen3.5");
    }
    const auto begin = static_cast<std::uint32_t>(body->data() - text.data());
    std::size_t given = 0;
    if (index >= thinking_from && body->starts_with(think_begin)) {
      given = body->starts_with(empty_think_block) ? empty_think_block.size() : think_begin.size();
    }
    spans.push_back({.begin = static_cast<std::uint32_t>(begin + given),
                     .end = static_cast<std::uint32_t>(begin + body->size() + end_mark.size())});
  }
  return spans;
}

}  // namespace hf
