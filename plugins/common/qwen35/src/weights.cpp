#include "qwen35/weights.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace qwen35 {
namespace {

// Reads tensors and keeps the first fault; after one, what it returns is undefined.
class WeightReader {
 public:
  WeightReader(const Checkpoint& checkpoint, const at::TensorOptions& options)
      : checkpoint_(checkpoint),
        options_(options),
        wide_(options.dtype(options.dtype() == at::kDouble ? at::kDouble : at::kFloat)) {}

  at::Tensor narrow(const std::string& name, at::IntArrayRef shape) { return read(name, shape, options_); }
  at::Tensor exact(const std::string& name, at::IntArrayRef shape) { return read(name, shape, wide_); }

  // A norm that is stored as its distance from 1. The sum is formed in fp32: bf16 would round it.
  at::Tensor centred(const std::string& name, int64_t size) {
    const at::Tensor stored = exact(name, {size});
    return stored.defined() ? stored + 1 : stored;
  }
  const std::optional<base::Error>& fault() const { return fault_; }

 private:
  at::Tensor read(const std::string& name, at::IntArrayRef shape, const at::TensorOptions& options) {
    if (fault_) return {};
    auto stored = checkpoint_.tensor(name);
    if (!stored) {
      fault_ = std::move(stored.error());
      return {};
    }
    if (stored->sizes() != shape || !at::isFloatingType(stored->scalar_type())) {
      fault_ = base::Error{"cannot use the weight " + name,
                           fmt::format("it has the shape [{}], config.json implies [{}]",
                                       fmt::join(stored->sizes(), ", "), fmt::join(shape, ", ")),
                           "name a model whose config.json and weights belong together"};
      return {};
    }
    return stored->to(options);
  }

  const Checkpoint& checkpoint_;
  at::TensorOptions options_, wide_;
  std::optional<base::Error> fault_;
};

void read_linear_attention(WeightReader& in, const ModelConfig& config, const std::string& path,
                           LayerWeights& layer) {
  const int64_t heads = config.linear_value_heads, channels = config.conv_channels();
  layer.convolution = in.narrow(path + "conv1d.weight", {channels, 1, config.conv_kernel});
  if (layer.convolution.defined()) layer.convolution = layer.convolution.view({channels, config.conv_kernel});
  const at::Tensor log = in.exact(path + "A_log", {heads});
  if (log.defined()) layer.decay = log.exp().neg();
  layer.dt_bias = in.exact(path + "dt_bias", {heads});
  layer.linear_norm = in.exact(path + "norm.weight", {config.linear_value_dim});
}

LayerWeights read_layer(WeightReader& in, const ModelConfig& config, LayerKind kind,
                        const std::string& path) {
  LayerWeights layer;
  layer.input_norm = in.centred(path + "input_layernorm.weight", config.hidden);
  layer.post_norm = in.centred(path + "post_attention_layernorm.weight", config.hidden);
  for (const Module module : all_modules) {
    if (!has_module(kind, module)) continue;
    const LinearShape shape = shape_of(config, module);
    layer.linear[module] =
        in.narrow(fmt::format("{}{}.weight", path, path_of(module)), {shape.out, shape.in});
  }
  if (kind == LayerKind::linear_attention) {
    read_linear_attention(in, config, path + "linear_attn.", layer);
  } else {
    layer.q_norm = in.centred(path + "self_attn.q_norm.weight", config.head_dim);
    layer.k_norm = in.centred(path + "self_attn.k_norm.weight", config.head_dim);
  }
  return layer;
}

}  // namespace

base::Result<ModelWeights> read_weights(const Checkpoint& checkpoint, const ModelConfig& config,
                                        const at::TensorOptions& options) {
  const at::NoGradGuard no_gradients;
  // The text model alone may have been saved without the outer name.
  const bool nested = checkpoint.contains("model.language_model.embed_tokens.weight");
  const std::string prefix = nested ? "model.language_model." : "model.";
  WeightReader in(checkpoint, options);
  ModelWeights weights;
  weights.embedding = in.narrow(prefix + "embed_tokens.weight", {config.vocabulary, config.hidden});
  weights.head =
      config.tied_head ? weights.embedding : in.narrow("lm_head.weight", {config.vocabulary, config.hidden});
  weights.norm = in.centred(prefix + "norm.weight", config.hidden);
  for (size_t i = 0; i < config.layers.size() && !in.fault(); ++i) {
    weights.layers.push_back(
        read_layer(in, config, config.layers[i], fmt::format("{}layers.{}.", prefix, i)));
  }
  if (in.fault()) return std::unexpected(*in.fault());
  return weights;
}

}  // namespace qwen35
