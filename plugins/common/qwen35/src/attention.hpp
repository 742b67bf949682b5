// Gated full attention: grouped queries, normalised q and k, partial rotation, a sigmoid gate on the output.
#pragma once

#include <ATen/ATen.h>

#include "projection.hpp"
#include "qwen35/cache.hpp"
#include "qwen35/config.hpp"
#include "qwen35/weights.hpp"
#include "window.hpp"

namespace qwen35 {

// x [B, T, hidden], normed -> [B, T, hidden]. `cache` may be null; `capacity` is its size in tokens.
at::Tensor full_attention(const ModelConfig& config, const LayerWeights& weights, const LayerAdapter& adapter,
                          const at::Tensor& x, const Window& window, LayerCache* cache, int64_t capacity);

// x [B, heads, T, d] with its first dims rotated: pairs (i, i + rotary / 2), cosine and sine [T, rotary].
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine);

}  // namespace qwen35
