// An adapter as llama.cpp loads it: one GGUF file, for `llama-server --lora`.
#pragma once

#include <filesystem>

#include <base/error.hpp>

#include "qwen35/adapter.hpp"

namespace qwen35 {

// All values are fp32. llama.cpp's converter stores the value heads of Gated DeltaNet in another order than Hugging Face: those of
// one key head apart from each other, not side by side. So rows of B of in_proj_qkv (its values), in_proj_z, in_proj_a and in_proj_b,
// and columns of A of out_proj, are written in that order. llama.cpp knows only the scale alpha / rank: rsLoRA's is folded into alpha.
// The same adapter gives the same bytes.
base::Result<void> write_adapter_gguf(const std::filesystem::path& path, const Adapter& adapter,
                                      const ModelConfig& config);

}  // namespace qwen35
