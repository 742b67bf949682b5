#include "qwen35/weights.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "norms.hpp"

namespace qwen35 {
namespace {

// What GPTQ and AWQ, compressed-tensors and bitsandbytes store in the place of a `weight`, or beside it.
bool is_packed(const Checkpoint& checkpoint, std::string_view name) {
  const std::string stem(name.substr(0, name.rfind('.') + 1));
  return checkpoint.contains(stem + "qweight") || checkpoint.contains(stem + "weight_packed");
}

base::Error quantised(const std::string& name, const std::string& how) {
  return {"the model is quantised",
          fmt::format("the weight {} is {}, and not as BF16, F16 or F32", name, how),
          "name the model that was quantised, with its own weights"};
}

// Reads tensors and keeps the first fault; after one, what it returns is undefined.
class WeightReader {
 public:
  WeightReader(const Checkpoint& checkpoint, const at::TensorOptions& options)
      : checkpoint_(checkpoint), options_(options), wide_(wide(options)) {}

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
      fault_ = is_packed(checkpoint_, name) ? quantised(name, "packed beside it, under another name")
                                            : std::move(stored.error());
      return {};
    }
    if (!at::isFloatingType(stored->scalar_type())) {
      fault_ = quantised(name, fmt::format("stored as {}", at::toString(stored->scalar_type())));
      return {};
    }
    if (stored->sizes() != shape) {
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
  const std::string prefix(checkpoint.prefix());
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

namespace {

// Nothing of the tensor's size is made, so that there is memory for it when there is little.
bool is_finite(const at::Tensor& tensor) {
  const auto [least, most] = at::aminmax(tensor);
  return std::isfinite(least.item<double>()) && std::isfinite(most.item<double>());
}

}  // namespace

std::optional<std::string> not_finite_weight(const ModelWeights& weights) {
  const at::NoGradGuard no_gradients;
  std::optional<std::string> found;
  const auto look = [&](const std::string& name, const at::Tensor& tensor) {
    if (!found && tensor.defined() && tensor.numel() > 0 && !is_finite(tensor)) found = name;
  };
  look("embed_tokens.weight", weights.embedding);
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    const LayerWeights& layer = weights.layers[i];
    const std::string path = fmt::format("layers.{}.", i);
    look(path + "input_layernorm.weight", layer.input_norm);
    look(path + "post_attention_layernorm.weight", layer.post_norm);
    for (const Module module : all_modules)
      look(fmt::format("{}{}.weight", path, path_of(module)), layer.linear[module]);
    look(path + "self_attn.q_norm.weight", layer.q_norm);
    look(path + "self_attn.k_norm.weight", layer.k_norm);
    look(path + "linear_attn.conv1d.weight", layer.convolution);
    look(path + "linear_attn.A_log", layer.decay);
    look(path + "linear_attn.dt_bias", layer.dt_bias);
    look(path + "linear_attn.norm.weight", layer.linear_norm);
  }
  look("norm.weight", weights.norm);
  look("lm_head.weight", weights.head);
  return found;
}

}  // namespace qwen35
