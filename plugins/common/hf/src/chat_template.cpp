#include <algorithm>

#include <fmt/format.h>

#include <hf/chat_template.hpp>
#include <rust_bridge/chat_template.h>

#include "answer.hpp"
#include "loss_spans.hpp"
#include "template_input.hpp"

namespace hf {
namespace {

std::uint32_t flags_of(const RenderOptions& options) {
  std::uint32_t flags = 0;
  if (options.add_generation_prompt) flags |= RUST_BRIDGE_ADD_GENERATION_PROMPT;
  if (options.enable_thinking) flags |= RUST_BRIDGE_THINKING_SET;
  if (options.enable_thinking.value_or(false)) flags |= RUST_BRIDGE_THINKING_ON;
  return flags;
}

Answer render_texts(const rust_bridge_chat_template* chat_template, std::string_view messages,
                    std::string_view tools, std::uint32_t flags) {
  return Answer(rust_bridge_chat_template_render(chat_template, messages.data(), messages.size(),
                                                 tools.data(), tools.size(), flags));
}

base::Result<std::string> text_of(const Answer& answer) {
  if (!answer.ok()) return answer.error();
  return std::string(answer.text());
}

// Index of the token that begins at the byte; none if a token crosses it.
std::optional<std::uint32_t> token_at(std::span<const std::uint32_t> ends, std::uint32_t byte) {
  if (byte == 0) return 0;
  // Several tokens may share one end: the parts of one character.
  const auto after = std::ranges::upper_bound(ends, byte);
  if (after == ends.begin() || *(after - 1) != byte) return std::nullopt;
  return static_cast<std::uint32_t>(after - ends.begin());
}

}  // namespace

void ChatTemplate::Free::operator()(rust_bridge_chat_template* chat_template) const noexcept {
  rust_bridge_chat_template_free(chat_template);
}

base::Result<ChatTemplate> ChatTemplate::open(const std::filesystem::path& folder) {
  rust_bridge_chat_template* opened = nullptr;
  const std::string& name = folder.native();
  const Answer answer(rust_bridge_chat_template_open(name.data(), name.size(), &opened));
  if (!answer.ok()) return answer.error();
  return ChatTemplate(Handle(opened));
}

base::Result<std::string> ChatTemplate::render(std::span<const chat::Message> messages,
                                               std::span<const std::string> tools,
                                               RenderOptions options) const {
  return text_of(render_texts(handle_.get(), template_input(messages), template_input(tools),
                              flags_of(options) | RUST_BRIDGE_ARGUMENTS_ARE_TEXTS));
}

base::Result<RenderedChat> ChatTemplate::render_with_places(std::span<const chat::Message> messages,
                                                            std::span<const std::string> tools,
                                                            RenderOptions options) const {
  const Answer answer = render_texts(handle_.get(), template_input(messages), template_input(tools),
                                     flags_of(options) | RUST_BRIDGE_ARGUMENTS_ARE_TEXTS);
  if (!answer.ok()) return answer.error();
  return RenderedChat{.text = std::string(answer.text()),
                      .begins = {answer.numbers().begin(), answer.numbers().end()}};
}

base::Result<std::string> ChatTemplate::render_json(std::string_view messages, std::string_view tools,
                                                    RenderOptions options) const {
  return text_of(render_texts(handle_.get(), messages, tools, flags_of(options)));
}

bool holds_reasoning(const chat::Example& example) {
  return std::ranges::any_of(example.messages, [](const chat::Message& message) {
    const bool has_field = message.reasoning_content && !message.reasoning_content->empty();
    return message.role == chat::Role::assistant && (has_field || message.content.contains("</think>"));
  });
}

base::Result<LearntText> ChatTemplate::spans(const chat::Example& example) const {
  auto rendered =
      render_with_places(example.messages, example.tools, {.enable_thinking = holds_reasoning(example)});
  if (!rendered) return std::unexpected(std::move(rendered.error()));
  std::vector<Turn> turns;
  for (std::size_t index = 0; index < example.messages.size(); ++index) {
    const chat::Message& message = example.messages[index];
    turns.push_back(
        {.role = message.role, .begin = rendered->begins[index], .learnt = chat::is_learnt(message)});
  }
  auto spans = loss_spans(rendered->text, turns);
  if (!spans) return std::unexpected(std::move(spans.error()));
  return LearntText{.text = std::move(rendered->text), .spans = std::move(*spans)};
}

base::Result<LearntTokens> tokens_of(const LearntText& learnt, const Tokenizer& tokenizer) {
  auto encoded = tokenizer.encode_with_ends(learnt.text);
  if (!encoded) return std::unexpected(std::move(encoded.error()));
  LearntTokens tokens{.ids = std::move(encoded->ids), .spans = {}};
  for (const Span& span : learnt.spans) {
    const auto begin = token_at(encoded->ends, span.begin);
    const auto end = token_at(encoded->ends, span.end);
    if (!begin || !end) {
      return base::failure(
          fmt::format("a token crosses a border of the loss span at bytes {} to {}", span.begin, span.end),
          "the tokenizer does not know the template's marks as tokens",
          "use the tokenizer of the template's model");
    }
    tokens.spans.push_back({.begin = *begin, .end = *end});
  }
  return tokens;
}

}  // namespace hf
