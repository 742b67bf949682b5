// The normalisations of the model; all arithmetic in fp32 (fp64 for fp64 input), one rounding at the end.
#pragma once

#include <ATen/ATen.h>

namespace qwen35 {

// y = x · rsqrt(mean(x²) + epsilon) · weight over the last dim, in the dtype of x. weight [n] is fp32 (fp64)
// and holds the factor itself: for the zero-centred norms of the model, 1 + the stored weight. No gradient
// for weight.
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double epsilon);

// y = x · rsqrt(Σx² + 1e-6) over the last dim, in fp32 (fp64).
at::Tensor l2_norm(const at::Tensor& x);

// rms_norm(x) · weight · silu(gate): first the norm, rounded to the dtype of x, then the gate in fp32.
at::Tensor gated_rms_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& gate,
                          double epsilon);

// kFloat, or kDouble for double.
at::ScalarType wide(const at::Tensor& x);
// The same device with that dtype.
at::TensorOptions wide(const at::TensorOptions& options);

}  // namespace qwen35
