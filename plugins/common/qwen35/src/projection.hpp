// A frozen linear projection with its LoRA pair, if it has one.
#pragma once

#include <ATen/ATen.h>

#include "qwen35/adapter.hpp"

namespace qwen35 {

// The LoRA pairs of one layer.
struct LayerAdapter {
  const PerModule<LoraPair>* pairs = nullptr;  // none: the base model alone
  double scale = 0;
  Dropout dropout = {};  // of this layer
};

// x [..., in] and weight [out, in] of one dtype -> [..., out]. A and B are converted to it for the product.
at::Tensor project(const at::Tensor& x, const PerModule<at::Tensor>& weights, const LayerAdapter& adapter,
                   Module module);

}  // namespace qwen35
