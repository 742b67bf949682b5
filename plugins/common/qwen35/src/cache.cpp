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

void reserve(Cache& cache, int64_t tokens) {
  if (tokens <= cache.capacity) return;
  cache.capacity = std::max(tokens, cache.capacity + cache.capacity / 2);
  for (LayerCache& layer : cache.layers) {
    grow(layer.keys, cache.length, cache.capacity);
    grow(layer.values, cache.length, cache.capacity);
  }
}

}  // namespace qwen35
