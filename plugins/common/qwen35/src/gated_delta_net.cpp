#include "gated_delta_net.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "convolution.hpp"
#include "norms.hpp"
#include "qwen35/delta_rule.hpp"

namespace qwen35 {
namespace {

// The inputs that the convolution of the next call needs.
at::Tensor remembered(const at::Tensor& before, const at::Tensor& fresh, int64_t count) {
  const at::Tensor past =
      before.defined() ? before : at::zeros({fresh.size(0), count, fresh.size(2)}, fresh.options());
  const at::Tensor all = at::cat({past, fresh}, 1);
  return all.narrow(1, all.size(1) - count, count).clone();
}

at::Tensor mix(const DeltaInput& input, LayerCache* cache, StateUse use) {
  if (cache == nullptr) return delta_rule(input);
  if (use == StateUse::write_into) return delta_rule_step(input, cache->state);
  const bool one_step = input.q.size(1) == 1 && cache->state.defined();
  DeltaOutput output =
      one_step ? delta_rule_steps(input, cache->state) : delta_rule_from(input, cache->state);
  cache->state = std::move(output.state);
  return output.o;
}

}  // namespace

at::Tensor gated_delta_net(const ModelConfig& config, const LayerWeights& weights,
                           const LayerAdapter& adapter, const at::Tensor& x, const Window& window,
                           LayerCache* cache, StateUse use) {
  const int64_t batch = x.size(0), tokens = x.size(1);
  const at::Tensor kept = window.kept.defined() ? x * window.kept : x;
  const auto projected = [&](Module module) { return project(kept, weights.linear, adapter, module); };

  const at::Tensor raw = projected(Module::in_proj_qkv);
  const at::Tensor before = cache == nullptr ? at::Tensor() : cache->convolution;
  const at::Tensor mixed = causal_convolution(raw, weights.convolution, before);
  if (cache != nullptr) cache->convolution = remembered(before, raw, config.conv_kernel - 1);

  const int64_t key_width = config.linear_key_width(), value_width = config.linear_value_width();
  const std::vector<at::Tensor> parts = mixed.split_with_sizes({key_width, key_width, value_width}, -1);
  const auto key_heads = [&](const at::Tensor& part) {
    return l2_norm(part.view({batch, tokens, config.linear_key_heads, config.linear_key_dim}));
  };
  DeltaInput input;
  input.q = key_heads(parts[0]) * (1 / std::sqrt(static_cast<double>(config.linear_key_dim)));
  input.k = key_heads(parts[1]);
  input.v = parts[2].view({batch, tokens, config.linear_value_heads, config.linear_value_dim}).to(wide(x));
  input.beta = at::sigmoid(projected(Module::in_proj_b)).to(wide(x));
  input.g = weights.decay * at::softplus(projected(Module::in_proj_a).to(wide(x)) + weights.dt_bias);

  const at::Tensor o = mix(input, cache, use).to(x.scalar_type());
  const at::Tensor gate = projected(Module::in_proj_z).view_as(o);
  const at::Tensor y = gated_rms_norm(o, weights.linear_norm, gate, config.norm_epsilon);
  return project(y.reshape({batch, tokens, value_width}), weights.linear, adapter, Module::out_proj);
}

}  // namespace qwen35
