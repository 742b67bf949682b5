// The shape of a Qwen3.5 text model, from its config.json.
//
// Read from `text_config` of a Qwen3_5ForConditionalGeneration or from the top level of a Qwen3_5ForCausalLM
// (`qwen3_5_text`). Unknown keys are ignored; known ones that this code does not compute are refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>

namespace qwen35 {

enum class LayerKind { linear_attention, full_attention };
constexpr auto enum_names(LayerKind) { return base::names("linear_attention", "full_attention"); }

// The class of transformers that a checkpoint is of. It names the modules, and so the keys of an adapter: PEFT does not translate
// between the two.
enum class ModelClass {
  conditional_generation,  // Qwen3_5ForConditionalGeneration: model.language_model.layers.N
  causal_lm,               // Qwen3_5ForCausalLM, the text model alone: model.layers.N
};
constexpr auto enum_names(ModelClass) { return base::names("conditional_generation", "causal_lm"); }

struct ModelConfig {
  ModelClass model_class = ModelClass::conditional_generation;

  int64_t hidden = 0;
  int64_t intermediate = 0;
  int64_t vocabulary = 0;
  std::vector<LayerKind> layers;

  int64_t heads = 0;  // of full attention; a multiple of kv_heads
  int64_t kv_heads = 0;
  int64_t head_dim = 0;
  int64_t rotary_dim = 0;  // leading dims of a head that are rotated; even, <= head_dim
  double rope_theta = 0;

  int64_t linear_key_heads = 0;
  int64_t linear_value_heads = 0;  // a multiple of linear_key_heads
  int64_t linear_key_dim = 0;      // of one head
  int64_t linear_value_dim = 0;
  int64_t conv_kernel = 0;  // taps

  double norm_epsilon = 0;
  bool tied_head = false;  // lm_head is the embedding

  int64_t query_width() const { return heads * head_dim; }
  int64_t kv_width() const { return kv_heads * head_dim; }
  int64_t linear_key_width() const { return linear_key_heads * linear_key_dim; }
  int64_t linear_value_width() const { return linear_value_heads * linear_value_dim; }
  int64_t conv_channels() const { return 2 * linear_key_width() + linear_value_width(); }
};

base::Result<ModelConfig> read_config(const std::filesystem::path& config_json);

}  // namespace qwen35
