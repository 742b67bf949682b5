#include <algorithm>
#include <bit>
#include <optional>
#include <utility>
#include <vector>

#include <base/byte_block.hpp>
#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>
#include <token_count/counter.hpp>

#include "word_counts.hpp"

namespace token_count {
namespace {

constexpr std::size_t marks_of_message = 8;  // header, end mark and an empty block of thinking
constexpr std::size_t marks_of_call = 16;    // around the function and each of its parameters

std::size_t digits_in(std::string_view text) {
  std::size_t digits = 0, at = 0;
  while (text.size() - at >= base::block_size) {
    constexpr std::size_t most_blocks = 255;  // what one byte can count
    const std::size_t blocks = std::min(most_blocks, (text.size() - at) / base::block_size);
    base::ByteBlock counts{};
    for (const std::size_t end = at + blocks * base::block_size; at < end; at += base::block_size)
      counts -= std::bit_cast<base::ByteBlock>(base::load_block(text.data() + at) - '0' < 10);
    for (std::size_t i = 0; i < base::block_size; ++i) digits += counts[i];
  }
  for (; at < text.size(); ++at) digits += text[at] >= '0' && text[at] <= '9';
  return digits;
}

std::size_t estimate_of(std::string_view text) {
  const std::size_t digits = digits_in(text);
  return digits + (text.size() - digits + 2) / 3;
}

std::size_t estimate_of(std::span<const chat::Message> messages) {
  std::size_t tokens = 0;
  for (const chat::Message& message : messages) {
    tokens += marks_of_message + estimate_of(message.content);
    if (message.reasoning_content) tokens += estimate_of(*message.reasoning_content);
    for (const chat::ToolCall& call : message.tool_calls)
      tokens += marks_of_call + estimate_of(call.function.name) + estimate_of(call.function.arguments);
  }
  return tokens;
}

std::size_t estimate_of(std::span<const std::string> tools) {
  constexpr std::size_t instructions = 250;  // what the template says about calls
  std::size_t tokens = tools.empty() ? 0 : instructions;
  for (const std::string& tool : tools) tokens += estimate_of(tool);
  return tokens;
}

chat::Message message_of(chat::Role role, std::string_view content) {
  return {.role = role, .content = std::string(content)};
}

std::string_view beginning_of(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

struct Counter::Model {
  Model(hf::Tokenizer of_model, hf::ChatTemplate template_of_model, const std::filesystem::path& folder)
      : tokenizer(std::move(of_model)), form(std::move(template_of_model)) {
    if (WordCounts::fits(folder)) words.emplace(tokenizer);
  }

  hf::Tokenizer tokenizer;
  hf::ChatTemplate form;
  std::optional<WordCounts> words;
};

base::Result<Counter> Counter::open(const std::filesystem::path& model) {
  auto tokenizer = hf::Tokenizer::open(model);
  if (!tokenizer) return std::unexpected(std::move(tokenizer.error()));
  auto form = hf::ChatTemplate::open(model);
  if (!form) return std::unexpected(std::move(form.error()));
  return Counter(std::make_shared<const Model>(std::move(*tokenizer), std::move(*form), model));
}

Counter Counter::estimate() { return Counter(nullptr); }

base::Result<std::size_t> Counter::of_text(std::string_view text) const {
  if (model_->words) return model_->words->count(text);
  const auto ids = model_->tokenizer.encode(text);
  if (!ids) return std::unexpected(ids.error());
  return ids->size();
}

base::Result<std::size_t> Counter::of_chat(std::span<const chat::Message> messages,
                                           std::span<const std::string> tools) const {
  if (!model_) return estimate_of(tools) + estimate_of(messages);
  const auto text = model_->form.render(messages, tools);
  if (!text) return std::unexpected(text.error());
  return of_text(*text);
}

base::Result<std::size_t> Counter::of_opening(std::string_view system,
                                              std::span<const std::string> tools) const {
  std::vector<chat::Message> messages;
  if (!system.empty()) messages.push_back(message_of(chat::Role::system, system));
  if (!model_) return estimate_of(tools) + estimate_of(messages);
  messages.push_back(message_of(chat::Role::user, "."));  // the template refuses a chat without a request
  const auto rendered = model_->form.render_with_places(messages, tools);
  if (!rendered) return std::unexpected(rendered.error());
  return of_text(std::string_view(rendered->text).substr(0, rendered->begins.back()));
}

base::Result<std::size_t> Counter::of_group(std::span<const chat::Message> group, Place place,
                                            std::size_t enough) const {
  if (!model_) return estimate_of(group);
  std::vector<chat::Message> messages{message_of(chat::Role::user, ".")};
  messages.insert(messages.end(), group.begin(), group.end());
  const bool request_follows = place == Place::before_last_request;
  if (request_follows) messages.push_back(message_of(chat::Role::user, "."));
  const auto rendered = model_->form.render_with_places(messages, {});
  if (!rendered) return std::unexpected(rendered.error());
  const std::size_t begin = rendered->begins[1];
  const std::size_t end = request_follows ? rendered->begins.back() : rendered->text.size();
  const std::string_view text = std::string_view(rendered->text).substr(begin, end - begin);
  // Longer and longer beginnings, until one has more than enough.
  constexpr std::size_t least_bytes = 512, bytes_of_token = 8, growth = 4;
  for (std::size_t bytes = std::max(least_bytes, enough * bytes_of_token); bytes < text.size();
       bytes *= growth) {
    const auto tokens = of_text(beginning_of(text, bytes));
    if (!tokens || *tokens > enough) return tokens;
  }
  return of_text(text);
}

}  // namespace token_count
