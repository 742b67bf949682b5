// A model whose weights hold an adapter: for programs that load no adapters.
#pragma once

#include <filesystem>

#include <base/error.hpp>

#include "qwen35/adapter.hpp"

namespace qwen35 {

// Writes the model of the folder `base` to the folder `merged`, with W + scale * B A in the place of every adapted W: the same
// safetensors files with the same tensors, names, dtypes and index, and copies of the other files beside them, but for weights in
// other formats, which would be those of the base. Tensor after tensor: memory holds one and its sum, in fp32. Files appear whole or
// not at all. Error: a weight that the adapter adapts is not there, or has another shape.
base::Result<void> write_merged(const std::filesystem::path& base, const Adapter& adapter,
                                const std::filesystem::path& merged);

}  // namespace qwen35
