#include "random_model.hpp"

#include <utility>

namespace {

using namespace qwen35;

class Random {
 public:
  explicit Random(const at::TensorOptions& options) : options_(options) {}

  // In the model's dtype.
  at::Tensor narrow(at::IntArrayRef shape, double deviation) const {
    return at::empty(shape, options_).normal_(0, deviation);
  }
  // In fp32, around `mean`.
  at::Tensor exact(int64_t size, double mean, double deviation) const {
    return at::empty({size}, options_.dtype(at::kFloat)).normal_(mean, deviation);
  }

 private:
  at::TensorOptions options_;
};

constexpr double small = 0.05;

LayerWeights layer_of(const ModelConfig& config, LayerKind kind, const Random& random) {
  LayerWeights layer;
  layer.input_norm = random.exact(config.hidden, 1, small);
  layer.post_norm = random.exact(config.hidden, 1, small);
  for (const Module module : all_modules) {
    const LinearShape shape = shape_of(config, module);
    if (has_module(kind, module)) layer.linear[module] = random.narrow({shape.out, shape.in}, small);
  }
  if (kind == LayerKind::full_attention) {
    layer.q_norm = random.exact(config.head_dim, 1, small);
    layer.k_norm = random.exact(config.head_dim, 1, small);
    return layer;
  }
  layer.convolution = random.narrow({config.conv_channels(), config.conv_kernel}, 0.5);
  layer.decay = random.exact(config.linear_value_heads, 0, 1).exp().neg();
  layer.dt_bias = random.exact(config.linear_value_heads, 0, 1);
  layer.linear_norm = random.exact(config.linear_value_dim, 0, 1);
  return layer;
}

}  // namespace

ModelConfig qwen35_27b() {
  constexpr size_t layers = 64, interval = 4;
  ModelConfig config{.hidden = 5120,
                     .intermediate = 17408,
                     .vocabulary = 248320,
                     .layers = std::vector(layers, LayerKind::linear_attention),
                     .heads = 24,
                     .kv_heads = 4,
                     .head_dim = 256,
                     .rotary_dim = 64,
                     .rope_theta = 1e7,
                     .linear_key_heads = 16,
                     .linear_value_heads = 48,
                     .linear_key_dim = 128,
                     .linear_value_dim = 128,
                     .conv_kernel = 4,
                     .norm_epsilon = 1e-6};
  for (size_t i = interval - 1; i < layers; i += interval) config.layers[i] = LayerKind::full_attention;
  return config;
}

Model random_model(const ModelConfig& config, const at::TensorOptions& options) {
  const Random random(options);
  ModelWeights weights;
  weights.embedding = random.narrow({config.vocabulary, config.hidden}, 1);
  weights.head =
      config.tied_head ? weights.embedding : random.narrow({config.vocabulary, config.hidden}, small);
  weights.norm = random.exact(config.hidden, 1, small);
  for (const LayerKind kind : config.layers) weights.layers.push_back(layer_of(config, kind, random));
  return {config, std::move(weights), options};
}
