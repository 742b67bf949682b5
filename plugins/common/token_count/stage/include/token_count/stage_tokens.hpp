// The parameters `model` and `max_tokens` of every stage that makes examples: one declaration, one way to count, so that what
// one of them lets through the others would, too.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <chat/record.hpp>
#include <flow/fields.hpp>
#include <flow/result.hpp>
#include <token_count/counter.hpp>

namespace token_count {

template <class Params>
constexpr auto model_param(std::optional<flow::Path> Params::*member) {
  constexpr std::string_view doc =
      "folder of the model that will learn: its tokenizer and chat template count the tokens; without, "
      "they are estimated, too many rather than too few";
  return flow::param("model", member, doc).reads_only(chat::files_of_text);
}

template <class Params>
constexpr auto max_tokens_param(std::int64_t Params::*member) {
  return flow::param("max_tokens", member,
                     "of an example; the same as the trainer's max_seq, which cuts what is longer")
      .range(256, 1048576)
      .agrees_on(chat::most_tokens);
}

// Throws flow::Failure where the model's folder cannot be used.
inline std::shared_ptr<const Counter> counter_of(const std::optional<flow::Path>& model) {
  auto counter = model ? Counter::open(model->path()) : base::Result<Counter>(Counter::estimate());
  if (!counter) throw flow::Failure(counter.error());
  return std::make_shared<const Counter>(*std::move(counter));
}

}  // namespace token_count
