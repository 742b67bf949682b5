#include "attention.hpp"

#include <cmath>
#include <vector>

#include "norms.hpp"

namespace qwen35 {
namespace {

// Appends the call's keys or values, and returns all of them.
at::Tensor append(at::Tensor& stored, const at::Tensor& fresh, int64_t past, int64_t capacity) {
  if (!stored.defined()) {
    stored = at::empty({fresh.size(0), fresh.size(1), capacity, fresh.size(3)}, fresh.options());
  }
  stored.narrow(2, past, fresh.size(2)).copy_(fresh);
  return stored.narrow(2, 0, past + fresh.size(2));
}

}  // namespace

at::Tensor rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine) {
  const int64_t width = cosine.size(1), half = width / 2;
  const at::Tensor turned = x.narrow(-1, 0, width);
  const at::Tensor swapped = at::cat({turned.narrow(-1, half, half).neg(), turned.narrow(-1, 0, half)}, -1);
  const at::Tensor result = turned * cosine + swapped * sine;
  return width == x.size(-1) ? result : at::cat({result, x.narrow(-1, width, x.size(-1) - width)}, -1);
}

at::Tensor full_attention(const ModelConfig& config, const LayerWeights& weights, const LayerAdapter& adapter,
                          const at::Tensor& x, const Window& window, LayerCache* cache, int64_t capacity) {
  const int64_t batch = x.size(0), tokens = x.size(1), d = config.head_dim;
  // Per head d rows of query, then d rows of gate.
  const at::Tensor both =
      project(x, weights.linear, adapter, Module::q_proj).view({batch, tokens, config.heads, 2 * d});
  const std::vector<at::Tensor> halves = both.split(d, -1);
  const at::Tensor gate = halves[1].reshape({batch, tokens, config.query_width()});
  const auto heads_of = [&](Module module) {
    return project(x, weights.linear, adapter, module).view({batch, tokens, config.kv_heads, d});
  };
  const auto placed = [&](const at::Tensor& heads, const at::Tensor& norm) {
    return rotate(rms_norm(heads, norm, config.norm_epsilon).transpose(1, 2), window.cosine, window.sine);
  };
  const at::Tensor q = placed(halves[0], weights.q_norm);
  at::Tensor k = placed(heads_of(Module::k_proj), weights.k_norm);
  at::Tensor v = heads_of(Module::v_proj).transpose(1, 2);
  if (cache != nullptr) {
    k = append(cache->keys, k, window.past, capacity);
    v = append(cache->values, v, window.past, capacity);
  }
  const auto mask = window.attention_mask.defined() ? std::optional(window.attention_mask) : std::nullopt;
  const bool causal = !mask && window.causal && tokens > 1;
  const at::Tensor seen = at::scaled_dot_product_attention(q, k, v, mask, /*dropout_p=*/0.0, causal,
                                                           1 / std::sqrt(static_cast<double>(d)),
                                                           /*enable_gqa=*/config.heads != config.kv_heads);
  const at::Tensor mixed = seen.transpose(1, 2).reshape({batch, tokens, config.query_width()});
  return project(mixed * at::sigmoid(gate), weights.linear, adapter, Module::o_proj);
}

}  // namespace qwen35
