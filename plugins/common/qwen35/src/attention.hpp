// Gated full attention: grouped queries, normalised q and k, partial rotation, a sigmoid gate on the output.
#pragma once

#include <vector>

#include <ATen/ATen.h>
#include <c10/util/FunctionRef.h>

#include "projection.hpp"
#include "qwen35/cache.hpp"
#include "qwen35/config.hpp"
#include "qwen35/weights.hpp"
#include "window.hpp"

namespace qwen35 {

// What queries [B, heads, T, d] see of the call's keys and values [B, kv heads, T, d] and of those before it:
// [B, heads, T, d].
using See = c10::function_ref<at::Tensor(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)>;

// x [B, T, hidden], normed -> [B, T, hidden].
at::Tensor full_attention(const ModelConfig& config, const LayerWeights& weights, const LayerAdapter& adapter,
                          const at::Tensor& x, const Window& window, See see);

// Rows of one length. `cache` may be null; `capacity` is its size in tokens.
at::Tensor see_window(const ModelConfig& config, const at::Tensor& q, at::Tensor k, at::Tensor v,
                      const Window& window, LayerCache* cache, int64_t capacity);

// One token of each row, behind the row's own keys and values of this layer.
at::Tensor see_rows(const ModelConfig& config, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                    const std::vector<Cache*>& rows, size_t layer);

// x [B, heads, T, d] with its first dims rotated: pairs (i, i + rotary / 2). Cosine and sine [.., T, rotary].
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine);

}  // namespace qwen35
