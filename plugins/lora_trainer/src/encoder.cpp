#include <algorithm>
#include <array>
#include <ranges>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <hf/rendering_check.hpp>
#include <lora_trainer/encoder.hpp>

namespace lora_trainer {
namespace {

// For each user message, the lengths of the beginnings that end with an assistant's message before the next
// one. What comes before the first user message is none: the template refuses a chat without a user.
std::vector<std::vector<std::size_t>> stretches_of(const std::vector<chat::Message>& messages) {
  std::vector<std::vector<std::size_t>> stretches;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].role == chat::Role::user) stretches.emplace_back();
    if (messages[i].role == chat::Role::assistant && !stretches.empty()) stretches.back().push_back(i + 1);
  }
  return stretches;
}

std::int64_t learnt_of(const hf::LearntTokens& learnt) {
  std::int64_t count = 0;
  for (const hf::Span& span : learnt.spans) count += span.end - span.begin;
  return count;
}

// Is there a learnt call that changes or runs something?
bool acts(std::span<const chat::Message> messages) {
  constexpr std::array<std::string_view, 3> acting = {"edit", "write", "bash"};
  return std::ranges::any_of(messages, [&](const chat::Message& message) {
    return message.weight != 0 && std::ranges::any_of(message.tool_calls, [&](const chat::ToolCall& call) {
             return std::ranges::find(acting, call.function.name) != acting.end();
           });
  });
}

chat::Example beginning_of(const chat::Example& example, std::size_t messages) {
  const auto end = example.messages.begin() + static_cast<std::ptrdiff_t>(messages);
  return {.messages = {example.messages.begin(), end}, .tools = example.tools, .metadata = {}};
}

std::string misrendered(const chat::Example& example, const hf::LearntText& rendered) {
  if (const std::string lost = hf::lost_in_rendering(example, rendered); !lost.empty())
    return lost + " is not in what it writes";
  if (hf::asks_for_effort(example, rendered))
    return "it asks for a reasoning effort, also where it is told that nothing is to be thought";
  return "";
}

}  // namespace

Encoder::Encoder(hf::Tokenizer tokenizer, hf::ChatTemplate chat_template)
    : tokenizer_(std::move(tokenizer)), template_(std::move(chat_template)) {
  for (const char* mark : {"<|im_start|>", "<|im_end|>", "<|endoftext|>"}) {
    if (const auto id = tokenizer_.id_of(mark)) marks_.push_back(*id);
  }
}

base::Result<Encoder> Encoder::open(const std::filesystem::path& model) {
  auto tokenizer = hf::Tokenizer::open(model);
  if (!tokenizer) return std::unexpected(std::move(tokenizer.error()));
  auto chat_template = hf::ChatTemplate::open(model);
  if (!chat_template) return std::unexpected(std::move(chat_template.error()));
  return Encoder(std::move(*tokenizer), std::move(*chat_template));
}

base::Result<hf::LearntTokens> Encoder::tokens(const chat::Example& example) const {
  const auto learnt = template_.spans(example);
  if (!learnt) return std::unexpected(learnt.error());
  return hf::tokens_of(*learnt, tokenizer_);
}

// Behind one user message a longer beginning has more tokens, so the longest that fits is found by halving. A
// later user message can make one shorter, since the template drops earlier thinking: each stretch is looked
// at by itself, the last first.
base::Result<std::optional<Beginning>> Encoder::longest_beginning(const chat::Example& example,
                                                                  std::size_t max_tokens) const {
  for (const std::vector<std::size_t>& ends : stretches_of(example.messages) | std::views::reverse) {
    std::optional<Beginning> best;
    for (std::size_t low = 0, high = ends.size(); low < high;) {
      const std::size_t middle = low + (high - low) / 2;
      auto encoded = tokens(beginning_of(example, ends[middle]));
      if (!encoded) return std::unexpected(std::move(encoded.error()));
      if (encoded->ids.size() > max_tokens) {
        high = middle;
      } else {
        best = Beginning{ends[middle], std::move(*encoded)};
        low = middle + 1;
      }
    }
    if (best) return best;
  }
  return std::nullopt;
}

bool Encoder::holds_mark_inside(const hf::LearntTokens& learnt) const {
  return std::ranges::any_of(learnt.spans, [&](const hf::Span& span) {
    // The last token is the end mark of the turn itself.
    const auto begin = learnt.ids.begin() + span.begin, end = learnt.ids.begin() + span.end - 1;
    return std::find_first_of(begin, end, marks_.begin(), marks_.end()) != end;
  });
}

base::Result<Encoded> Encoder::encode(const chat::Example& example, std::size_t max_tokens) const {
  const auto rendered = template_.spans(example);
  if (!rendered) return std::unexpected(rendered.error());
  auto whole = hf::tokens_of(*rendered, tokenizer_);
  if (!whole) return std::unexpected(std::move(whole.error()));
  Encoded result{.misrendered = misrendered(example, *rendered),
                 .whole_tokens = whole->ids.size(),
                 .whole_loss_tokens = learnt_of(*whole)};
  std::size_t kept = example.messages.size();
  if (whole->ids.size() > max_tokens) {
    auto found = longest_beginning(example, max_tokens);
    if (!found) return std::unexpected(std::move(found.error()));
    kept = *found ? (*found)->messages : 0;
    result.messages_cut = example.messages.size() - kept;
    *whole = *found ? std::move((*found)->learnt) : hf::LearntTokens{};
  }
  const std::span messages(example.messages);
  if (whole->spans.empty())
    result.left_out = "nothing to learn within max_seq";
  else if (acts(messages) && !acts(messages.first(kept)))
    result.left_out = "nothing but looking left within max_seq";
  else if (holds_mark_inside(*whole))
    result.left_out = "a mark of the chat template in a learnt text";
  else
    result.sequence = Sequence{example.metadata.id, std::move(whole->ids), std::move(whole->spans)};
  return result;
}

}  // namespace lora_trainer
