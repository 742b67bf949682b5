// What every layer must know of the tokens of one call: which are padding, where they stand, what they may
// see.
#pragma once

#include <vector>

#include <ATen/ATen.h>

#include "qwen35/config.hpp"

namespace qwen35 {

struct Window {
  at::Tensor kept;  // [B, T, 1], 1 for a token and 0 for padding, in the model's dtype; undefined: no padding
  // [T, rotary dims], of rows at places of their own [B, 1, T, rotary dims]; in the model's dtype
  at::Tensor cosine, sine;
  // Bool [B or 1, 1, T, past + T], true where a token sees; undefined: see `causal`.
  at::Tensor attention_mask;
  bool causal = true;  // without a mask: a token sees itself and those before; false: it sees all
  int64_t past = 0;    // tokens in the cache before this call
};

// `mask` bool [B, past + T], true for tokens, undefined where there is no padding.
Window make_window(const ModelConfig& config, const at::Tensor& mask, int64_t past, int64_t tokens,
                   const at::TensorOptions& options);

// Of one token of each row: where it stands.
Window make_window(const ModelConfig& config, const std::vector<int64_t>& places,
                   const at::TensorOptions& options);

}  // namespace qwen35
