// Causal depthwise convolution over time, then SiLU.
#pragma once

#include <ATen/ATen.h>

namespace qwen35 {

// x [B, T, channels]; weight [channels, taps], the last tap for the current token; before [B, taps - 1,
// channels], the inputs before x, undefined for zeros. Result as x: sums in fp32, rounded before and after
// SiLU. Gradients for x only.
at::Tensor causal_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& before);

}  // namespace qwen35
