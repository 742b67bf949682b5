// The linear attention layer: projections, short convolution, delta rule, gated norm.
#pragma once

#include <ATen/ATen.h>

#include "projection.hpp"
#include "qwen35/cache.hpp"
#include "qwen35/config.hpp"
#include "qwen35/weights.hpp"
#include "window.hpp"

namespace qwen35 {

enum class StateUse { replace, write_into };

// x [B, T, hidden], normed -> [B, T, hidden]. `cache` may be null. Its tensors are replaced, or, with one token
// and a state, the state is written into.
at::Tensor gated_delta_net(const ModelConfig& config, const LayerWeights& weights,
                           const LayerAdapter& adapter, const at::Tensor& x, const Window& window,
                           LayerCache* cache, StateUse use = StateUse::replace);

}  // namespace qwen35
