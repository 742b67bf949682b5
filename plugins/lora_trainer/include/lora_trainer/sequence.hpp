// A training example as the model sees it: token ids, and which of them it is to learn.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>

namespace lora_trainer {

struct Sequence {
  std::string id;  // of the example
  std::vector<hf::TokenId> tokens;
  std::vector<hf::Span> learnt;  // token indices; ascending, disjoint

  std::int64_t loss_tokens() const {
    std::int64_t count = 0;
    for (const hf::Span& span : learnt) count += span.end - span.begin;
    return count;
  }
};

}  // namespace lora_trainer
