#include "random_model.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "qwen35/modules.hpp"
#include "qwen35/safetensors.hpp"

using qwen35::LayerKind;
using qwen35::ModelConfig;

namespace {

std::string config_text(const ModelConfig& config) {
  std::string kinds;
  for (const LayerKind kind : config.layers)
    kinds += fmt::format("{}\"{}\"", kinds.empty() ? "" : ",", base::name_of(kind));
  return fmt::format(
      R"({{"model_type":"qwen3_5_text","hidden_size":{},"intermediate_size":{},"vocab_size":{},)"
      R"("num_attention_heads":{},"num_key_value_heads":{},"head_dim":{},"linear_num_key_heads":{},)"
      R"("linear_num_value_heads":{},"linear_key_head_dim":{},"linear_value_head_dim":{},)"
      R"("linear_conv_kernel_dim":{},"rms_norm_eps":{},"num_hidden_layers":{},"layer_types":[{}],)"
      R"("rope_parameters":{{"rope_theta":{},"partial_rotary_factor":{}}},"tie_word_embeddings":{}}})",
      config.hidden, config.intermediate, config.vocabulary, config.heads, config.kv_heads, config.head_dim,
      config.linear_key_heads, config.linear_value_heads, config.linear_key_dim, config.linear_value_dim,
      config.conv_kernel, config.norm_epsilon, config.layers.size(), kinds, config.rope_theta,
      static_cast<double>(config.rotary_dim) / static_cast<double>(config.head_dim), config.tied_head);
}

}  // namespace

void write_random_model(const std::filesystem::path& folder, const ModelConfig& config) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "config.json") << config_text(config);
  qwen35::NamedTensors tensors;
  const auto add = [&](const std::string& name, at::IntArrayRef shape, double size) {
    tensors[name] = at::randn(shape, at::kFloat) * size;
  };
  constexpr double small = 0.05;
  add("model.embed_tokens.weight", {config.vocabulary, config.hidden}, 1);
  if (!config.tied_head) add("lm_head.weight", {config.vocabulary, config.hidden}, small);
  add("model.norm.weight", {config.hidden}, small);
  for (size_t i = 0; i < config.layers.size(); ++i) {
    const std::string path = fmt::format("model.layers.{}.", i);
    add(path + "input_layernorm.weight", {config.hidden}, small);
    add(path + "post_attention_layernorm.weight", {config.hidden}, small);
    for (const qwen35::Module module : qwen35::all_modules) {
      if (!has_module(config.layers[i], module)) continue;
      const auto [out, in] = shape_of(config, module);
      add(path + path_of(module) + ".weight", {out, in}, small);
    }
    if (config.layers[i] == LayerKind::full_attention) {
      add(path + "self_attn.q_norm.weight", {config.head_dim}, small);
      add(path + "self_attn.k_norm.weight", {config.head_dim}, small);
      continue;
    }
    add(path + "linear_attn.conv1d.weight", {config.conv_channels(), 1, config.conv_kernel}, 0.5);
    add(path + "linear_attn.A_log", {config.linear_value_heads}, 1);
    add(path + "linear_attn.dt_bias", {config.linear_value_heads}, 1);
    add(path + "linear_attn.norm.weight", {config.linear_value_dim}, 1);
  }
  const auto written = qwen35::write_safetensors(folder / "model.safetensors", tensors);
  if (!written) throw std::runtime_error(written.error().text());
}
