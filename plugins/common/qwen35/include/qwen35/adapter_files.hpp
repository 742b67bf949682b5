// Adapters in PEFT's format: a folder with adapter_config.json and adapter_model.safetensors.
#pragma once

#include <filesystem>
#include <string>

#include <base/enum_names.hpp>
#include <base/error.hpp>

#include "qwen35/adapter.hpp"

namespace qwen35 {

// Which class of transformers finds the keys: PEFT does not translate between the two.
enum class KeyStyle {
  // base_model.model.model.language_model.layers.N…: the default of vLLM and of PEFT's class.
  conditional_generation,
  causal_lm,  // base_model.model.model.layers.N…
};
constexpr auto enum_names(KeyStyle) { return base::names("conditional_generation", "causal_lm"); }

struct AdapterFileOptions {
  std::string base_model;  // for base_model_name_or_path, "Qwen/Qwen3.5-27B"
  KeyStyle keys = KeyStyle::conditional_generation;
  at::ScalarType dtype = at::kFloat;  // or kBFloat16
};

// Reads either key style, F32 or BF16. The rank and the modules come from adapter_config.json, and every
// tensor that they imply must be there with its shape, and no other. Refused, since other loaders ignore or
// refuse them too: DoRA, rank_pattern, alpha_pattern, modules_to_save, biases. rsLoRA's scale is folded into
// alpha.
base::Result<Adapter> read_adapter(const std::filesystem::path& folder, const ModelConfig& config,
                                   at::Device device = at::kCPU);

// Makes the folder where it is missing. The same adapter gives the same bytes.
base::Result<void> write_adapter(const std::filesystem::path& folder, const Adapter& adapter,
                                 const AdapterFileOptions& options);

}  // namespace qwen35
