#include "qwen35/cache.hpp"

#include <algorithm>
#include <utility>

namespace qwen35 {
namespace {

void grow(at::Tensor& stored, int64_t length, int64_t capacity) {
  if (!stored.defined()) return;
  at::Tensor larger = at::empty({stored.size(0), stored.size(1), capacity, stored.size(3)}, stored.options());
  larger.narrow(2, 0, length).copy_(stored.narrow(2, 0, length));
  stored = std::move(larger);
}

}  // namespace

void reserve(Cache& cache, int64_t tokens, int64_t most) {
  if (tokens <= cache.capacity) return;
  cache.capacity = std::max(tokens, std::min(most, cache.capacity + cache.capacity / 2));
  for (LayerCache& layer : cache.layers) {
    grow(layer.keys, cache.length, cache.capacity);
    grow(layer.values, cache.length, cache.capacity);
  }
}

int64_t cache_bytes(const ModelConfig& config, at::ScalarType dtype, int64_t tokens) {
  const auto size = static_cast<int64_t>(c10::elementSize(dtype));
  const auto wide = std::max(size, static_cast<int64_t>(c10::elementSize(at::kFloat)));
  const int64_t attention = 2 * config.kv_width() * tokens * size;
  const int64_t linear = (config.conv_kernel - 1) * config.conv_channels() * size +
                         config.linear_value_width() * config.linear_key_dim * wide;
  const auto full = std::ranges::count(config.layers, LayerKind::full_attention);
  return full * attention + (static_cast<int64_t>(config.layers.size()) - full) * linear;
}

}  // namespace qwen35
