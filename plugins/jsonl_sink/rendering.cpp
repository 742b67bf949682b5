#include "rendering.hpp"

#include <memory>
#include <utility>

#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>

namespace {

std::unexpected<base::Error> about(const chat::Example& example, base::Error error) {
  error.problem = "example " + example.metadata.id + ": " + error.problem;
  return std::unexpected(std::move(error));
}

}  // namespace

base::Result<jsonl_sink::Render> open_renderer(const std::filesystem::path& model) {
  auto tokenizer = hf::Tokenizer::open(model);
  if (!tokenizer) return std::unexpected(std::move(tokenizer.error()));
  auto chat_template = hf::ChatTemplate::open(model);
  if (!chat_template) return std::unexpected(std::move(chat_template.error()));
  return [tokens = std::make_shared<const hf::Tokenizer>(std::move(*tokenizer)),
          form = std::make_shared<const hf::ChatTemplate>(std::move(*chat_template))](
             const chat::Example& example) -> base::Result<jsonl_sink::Rendering> {
    const auto learnt = form->spans(example);
    if (!learnt) return about(example, learnt.error());
    const auto encoded = hf::tokens_of(*learnt, *tokens);
    if (!encoded) return about(example, encoded.error());
    jsonl_sink::Rendering rendering{.text = learnt->text, .tokens = encoded->ids.size()};
    for (const hf::Span& span : learnt->spans) rendering.learnt.emplace_back(span.begin, span.end);
    for (const hf::Span& span : encoded->spans) rendering.learnt_tokens += span.end - span.begin;
    return rendering;
  };
}
