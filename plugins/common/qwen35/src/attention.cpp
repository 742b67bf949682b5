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

double scale_of(const ModelConfig& config) { return 1 / std::sqrt(static_cast<double>(config.head_dim)); }

}  // namespace

at::Tensor rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine) {
  const int64_t width = cosine.size(-1), half = width / 2;
  const at::Tensor turned = x.narrow(-1, 0, width);
  const at::Tensor swapped = at::cat({turned.narrow(-1, half, half).neg(), turned.narrow(-1, 0, half)}, -1);
  const at::Tensor result = turned * cosine + swapped * sine;
  return width == x.size(-1) ? result : at::cat({result, x.narrow(-1, width, x.size(-1) - width)}, -1);
}

at::Tensor full_attention(const ModelConfig& config, const LayerWeights& weights, const LayerAdapter& adapter,
                          const at::Tensor& x, const Window& window, See see) {
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
  const at::Tensor k = placed(heads_of(Module::k_proj), weights.k_norm);
  const at::Tensor v = heads_of(Module::v_proj).transpose(1, 2);
  const at::Tensor mixed = see(q, k, v).transpose(1, 2).reshape({batch, tokens, config.query_width()});
  return project(mixed * at::sigmoid(gate), weights.linear, adapter, Module::o_proj);
}

at::Tensor see_window(const ModelConfig& config, const at::Tensor& q, at::Tensor k, at::Tensor v,
                      const Window& window, LayerCache* cache, int64_t capacity) {
  if (cache != nullptr) {
    k = append(cache->keys, k, window.past, capacity);
    v = append(cache->values, v, window.past, capacity);
  }
  const auto mask = window.attention_mask.defined() ? std::optional(window.attention_mask) : std::nullopt;
  const bool causal = !mask && window.causal && q.size(2) > 1;
  return at::scaled_dot_product_attention(q, k, v, mask, /*dropout_p=*/0.0, causal, scale_of(config),
                                          /*enable_gqa=*/config.heads != config.kv_heads);
}

at::Tensor see_rows(const ModelConfig& config, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                    const std::vector<Cache*>& rows, size_t layer) {
  // The heads that share a key head are queries of one head, so that keys and values need not be repeated.
  const at::Tensor grouped =
      q.reshape({q.size(0), config.kv_heads, config.heads / config.kv_heads, config.head_dim});
  std::vector<at::Tensor> seen;
  for (size_t i = 0; i < rows.size(); ++i) {
    const Cache& cache = *rows[i];
    LayerCache& own = rows[i]->layers[layer];
    const auto row = [i](const at::Tensor& x) { return x.narrow(0, static_cast<int64_t>(i), 1); };
    const at::Tensor keys = append(own.keys, row(k), cache.length, cache.capacity);
    const at::Tensor values = append(own.values, row(v), cache.length, cache.capacity);
    seen.push_back(at::scaled_dot_product_attention(row(grouped), keys, values, std::nullopt,
                                                    /*dropout_p=*/0.0, /*is_causal=*/false,
                                                    scale_of(config)));
  }
  return at::cat(seen).view({q.size(0), config.heads, 1, config.head_dim});
}

}  // namespace qwen35
