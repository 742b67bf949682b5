// A model's chat template, from the folder of a Hugging Face checkpoint, and what of a chat is to be learnt.
//
// Renders as transformers' apply_chat_template does: numbers, true, false, null and JSON as Python prints
// them, key order kept; `{% generation %}`, by which transformers marks what is learnt, prints nothing. Refused, with the reason: what transformers refuses, and what it renders wrongly
// without a word (a tool result first; `tool_calls` that are no list; content parts that are bare strings).
// Contents stand in the text as they are. Where one holds a mark such as <|im_end|>, from a file that a tool
// showed, Tokenizer::encode makes it that token: the chat then means what its author did not, exactly as it
// does in transformers and in servers, which is why it is kept. Nothing here makes an untrusted text safe.
// A ChatTemplate is immutable; any number of threads may use one at the same time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <hf/tokenizer.hpp>

struct rust_bridge_chat_template;

namespace hf {

struct RenderOptions {
  bool add_generation_prompt = false;  // end with the header of an assistant's turn
  // Absent: the template's default; false: the prompt holds an empty think block.
  std::optional<bool> enable_thinking;
};

// [begin, end)
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

// A rendered chat and what of it carries loss: of each learnt message the reasoning with its `</think>`, the
// content, the calls and the end mark. Headers, the opening `<think>`, an empty think block and the newline
// after the end mark carry none, because the model never writes them, or the prompt gives them.
struct LearntText {
  std::string text;
  std::vector<Span> spans;  // bytes; ascending, disjoint, one per learnt message
};

// A rendered chat and where each of its messages begins. Tools and the system message stand before all others.
struct RenderedChat {
  std::string text;
  std::vector<std::uint32_t> begins;  // bytes, one per message
};

// Does a message of the assistant hold reasoning, in its own field or as a think block in the content?
bool holds_reasoning(const chat::Example& example);

struct LearntTokens {
  std::vector<TokenId> ids;
  std::vector<Span> spans;  // token indices; as above
};

class ChatTemplate {
 public:
  // chat_template.jinja, else the member `chat_template` of tokenizer_config.json.
  static base::Result<ChatTemplate> open(const std::filesystem::path& folder);

  // `tools` are JSON objects as texts.
  base::Result<std::string> render(std::span<const chat::Message> messages,
                                   std::span<const std::string> tools, RenderOptions options = {}) const;

  base::Result<RenderedChat> render_with_places(std::span<const chat::Message> messages,
                                                std::span<const std::string> tools,
                                                RenderOptions options = {}) const;

  // `messages` is a JSON list in the form that transformers takes, `tools` a JSON list or null.
  base::Result<std::string> render_json(std::string_view messages, std::string_view tools,
                                        RenderOptions options = {}) const;

  // Learnt are the assistant messages whose weight is not 0. Their places come from the template's own run,
  // not from a search in the text, so no content can move them. Refused if the template does not write turns
  // as Qwen's does. The template is told to think if the example holds reasoning, else not to.
  base::Result<LearntText> spans(const chat::Example& example) const;

 private:
  struct Free {
    void operator()(rust_bridge_chat_template* chat_template) const noexcept;
  };
  using Handle = std::unique_ptr<rust_bridge_chat_template, Free>;

  explicit ChatTemplate(Handle handle) : handle_(std::move(handle)) {}

  Handle handle_;
};

// Encodes the whole text once, so that the ids are those of the served chat: a mark such as <|im_end|> that
// stands in a content becomes that token, as it does in transformers and in servers. Refused if a token
// crosses a border of a span, which no text that `spans` gave does with Qwen's tokenizer.
base::Result<LearntTokens> tokens_of(const LearntText& learnt, const Tokenizer& tokenizer);

}  // namespace hf
