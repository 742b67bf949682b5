// Adapters in PEFT's format: a folder with adapter_config.json and adapter_model.safetensors.
#pragma once

#include <filesystem>
#include <string>

#include <base/error.hpp>

#include "qwen35/adapter.hpp"

namespace qwen35 {

struct AdapterFileOptions {
  std::string base_model;                                // for base_model_name_or_path, "Qwen/Qwen3.5-27B"
  ModelClass keys = ModelClass::conditional_generation;  // the class that finds them
  at::ScalarType dtype = at::kFloat;                     // or kBFloat16
  double dropout = 0;                                    // it was trained with; whoever uses it need not know
};

// Reads the keys of either class, whichever the model is of, F32 or BF16. The rank and the modules come from
// adapter_config.json, and every tensor that they imply must be there with its shape, and no other. Refused, since other loaders ignore or
// refuse them too: DoRA, rank_pattern, alpha_pattern, modules_to_save, biases.
base::Result<Adapter> read_adapter(const std::filesystem::path& folder, const ModelConfig& config,
                                   at::Device device = at::kCPU);

// Makes the folder where it is missing. The same adapter gives the same bytes.
base::Result<void> write_adapter(const std::filesystem::path& folder, const Adapter& adapter,
                                 const AdapterFileOptions& options);

}  // namespace qwen35
