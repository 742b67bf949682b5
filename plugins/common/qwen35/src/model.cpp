#include "qwen35/model.hpp"

#include <utility>

#include <c10/core/GradMode.h>
#include <c10/util/FunctionRef.h>
#include <fmt/format.h>

#include "attention.hpp"
#include "gated_delta_net.hpp"
#include "norms.hpp"
#include "window.hpp"

namespace qwen35 {
namespace {

at::Tensor mlp(const LayerWeights& weights, const LayerAdapter& adapter, const at::Tensor& x) {
  const at::Tensor gate = at::silu(project(x, weights.linear, adapter, Module::gate_proj));
  return project(gate * project(x, weights.linear, adapter, Module::up_proj), weights.linear, adapter,
                 Module::down_proj);
}

using Mix = c10::function_ref<at::Tensor(const at::Tensor& normed)>;

at::Tensor block(const ModelConfig& config, const LayerWeights& weights, const LayerAdapter& adapter,
                 const at::Tensor& x, Mix mix) {
  const at::Tensor h = x + mix(rms_norm(x, weights.input_norm, config.norm_epsilon));
  return h + mlp(weights, adapter, rms_norm(h, weights.post_norm, config.norm_epsilon));
}

}  // namespace

base::Result<Model> Model::load(const std::filesystem::path& folder, at::ScalarType dtype,
                                at::Device device) {
  if (dtype != at::kFloat && dtype != at::kBFloat16 && dtype != at::kDouble) {
    return base::failure(fmt::format("cannot compute in {}", at::toString(dtype)),
                         "the delta rule overflows in fp16, and nothing else is a model's dtype",
                         "choose bf16 or fp32");
  }
  const auto options = at::TensorOptions(dtype).device(device);
  auto config = read_config(folder / "config.json");
  if (!config) return std::unexpected(std::move(config.error()));
  auto checkpoint = Checkpoint::open(folder);
  if (!checkpoint) return std::unexpected(std::move(checkpoint.error()));
  auto weights = read_weights(*checkpoint, *config, options);
  if (!weights) return std::unexpected(std::move(weights.error()));
  return Model(std::move(*config), std::move(*weights), options);
}

Model::Model(ModelConfig config, ModelWeights weights, at::TensorOptions options)
    : config_(std::move(config)), weights_(std::move(weights)), options_(options) {}

at::Tensor Model::embed(const at::Tensor& ids) const { return at::embedding(weights_.embedding, ids); }

std::shared_ptr<const Window> Model::window(const at::Tensor& mask, int64_t past, int64_t tokens) const {
  return std::make_shared<const Window>(make_window(config_, mask, past, tokens, options_));
}

LayerAdapter Model::adapter_of(size_t layer, const Adapter* adapter) const {
  if (adapter == nullptr) return {};
  const Dropout& dropout = adapter->dropout();
  return {&adapter->layer(layer), adapter->scale(), {dropout.share, mixed({dropout.key, layer})}};
}

at::Tensor Model::layer(size_t index, const at::Tensor& x, const Window& window, const Adapter* adapter,
                        Cache* cache) const {
  const LayerWeights& weights = weights_.layers[index];
  const LayerAdapter lora = adapter_of(index, adapter);
  LayerCache* stored = cache == nullptr ? nullptr : &cache->layers[index];
  const int64_t capacity = cache == nullptr ? 0 : cache->capacity;
  const auto see = [&](const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return see_window(config_, q, k, v, window, stored, capacity);
  };
  return block(config_, weights, lora, x, [&](const at::Tensor& normed) {
    return config_.layers[index] == LayerKind::full_attention
               ? full_attention(config_, weights, lora, normed, window, see)
               : gated_delta_net(config_, weights, lora, normed, window, stored);
  });
}

at::Tensor Model::final_norm(const at::Tensor& x) const {
  return rms_norm(x, weights_.norm, config_.norm_epsilon);
}

at::Tensor Model::logits(const at::Tensor& normed) const { return at::linear(normed, weights_.head); }

at::Tensor Model::hidden(const Tokens& tokens, const Adapter* adapter) const {
  const at::NoGradGuard no_gradients;
  const auto seen = window(tokens.mask, 0, tokens.ids.size(1));
  at::Tensor x = embed(tokens.ids);
  for (size_t i = 0; i < config_.layers.size(); ++i) x = layer(i, x, *seen, adapter);
  return x;
}

at::Tensor Model::extend(const Tokens& tokens, const Adapter* adapter, Cache& cache) const {
  const at::NoGradGuard no_gradients;
  const int64_t fresh = tokens.ids.size(1);
  TORCH_CHECK(cache.length + fresh <= cache.capacity, "the cache holds ", cache.capacity, " tokens");
  cache.layers.resize(config_.layers.size());
  const auto seen = window(tokens.mask, cache.length, fresh);
  at::Tensor x = embed(tokens.ids);
  for (size_t i = 0; i < config_.layers.size(); ++i) x = layer(i, x, *seen, adapter, &cache);
  cache.length += fresh;
  return x;
}

at::Tensor Model::extend_rows(const at::Tensor& ids, const Adapter* adapter, RowCaches& caches) const {
  const at::NoGradGuard no_gradients;
  std::vector<int64_t> places;
  for (const Cache* cache : caches.rows) {
    TORCH_CHECK(cache->length < cache->capacity, "the cache holds ", cache->capacity, " tokens");
    places.push_back(cache->length);
  }
  const Window window = make_window(config_, places, options_);
  at::Tensor x = embed(ids);
  for (size_t i = 0; i < config_.layers.size(); ++i) {
    const LayerWeights& weights = weights_.layers[i];
    const LayerAdapter lora = adapter_of(i, adapter);
    const auto see = [&](const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
      return see_rows(config_, q, k, v, caches.rows, i);
    };
    x = block(config_, weights, lora, x, [&](const at::Tensor& normed) {
      return config_.layers[i] == LayerKind::full_attention
                 ? full_attention(config_, weights, lora, normed, window, see)
                 : gated_delta_net(config_, weights, lora, normed, window, &caches.together[i],
                                   StateUse::write_into);
    });
  }
  for (Cache* cache : caches.rows) ++cache->length;
  return x;
}

}  // namespace qwen35
