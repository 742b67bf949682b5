#include "qwen35/model.hpp"

#include <utility>

#include <c10/core/GradMode.h>
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

at::Tensor Model::layer(size_t index, const at::Tensor& x, const Window& window, const Adapter* adapter,
                        Cache* cache) const {
  const LayerWeights& weights = weights_.layers[index];
  LayerAdapter lora;
  if (adapter != nullptr) {
    const Dropout& dropout = adapter->dropout();
    lora = {&adapter->layer(index), adapter->scale(), {dropout.share, mixed({dropout.key, index})}};
  }
  LayerCache* stored = cache == nullptr ? nullptr : &cache->layers[index];
  const at::Tensor normed = rms_norm(x, weights.input_norm, config_.norm_epsilon);
  const at::Tensor mixed = config_.layers[index] == LayerKind::full_attention
                               ? full_attention(config_, weights, lora, normed, window, stored,
                                                cache == nullptr ? 0 : cache->capacity)
                               : gated_delta_net(config_, weights, lora, normed, window, stored);
  const at::Tensor h = x + mixed;
  return h + mlp(weights, lora, rms_norm(h, weights.post_norm, config_.norm_epsilon));
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

}  // namespace qwen35
