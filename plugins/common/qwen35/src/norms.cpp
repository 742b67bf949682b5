#include "norms.hpp"

#include <optional>

#include <torch/csrc/autograd/custom_function.h>

namespace qwen35 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double l2_epsilon = 1e-6;

// y = x r w with r = rsqrt(Σ x² / n + ε) over the last dim. With u = dy w, dx = r u − x r³ Σ u x / n. A product of x in its own
// dtype with a wide tensor is formed wide: there is no pass that only converts.
struct Normalise : torch::autograd::Function<Normalise> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            const std::optional<at::Tensor>& weight, double epsilon, double n,
                            at::ScalarType result) {
    at::Tensor factor = at::linalg_vector_norm(x, 2, {-1}, true, wide(x));
    factor.square_().div_(n).add_(epsilon).rsqrt_();
    context->save_for_backward({x, factor, weight.value_or(at::Tensor())});
    context->saved_data["n"] = n;
    at::Tensor y = at::empty(x.sizes(), x.options().dtype(result));
    if (weight) {
      at::mul_out(y, x * factor, *weight);
    } else {
      at::mul_out(y, x, factor);
    }
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &factor = saved[1], &weight = saved[2];
    const at::Tensor u = weight.defined() ? gradients[0] * weight : gradients[0].to(wide(x));
    const at::Tensor share = (u * x).sum(-1, true).div_(context->saved_data["n"].toDouble());
    const at::Tensor along_x = factor.pow(3).mul_(share);
    at::Tensor dx = at::empty(x.sizes(), x.options());
    at::addcmul_out(dx, u * factor, x, along_x, -1);
    return {dx, {}, {}, {}, {}};
  }
};

double width(const at::Tensor& x) { return static_cast<double>(x.size(-1)); }

}  // namespace

at::ScalarType wide(const at::Tensor& x) { return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

at::TensorOptions wide(const at::TensorOptions& options) {
  return options.dtype(options.dtype() == at::kDouble ? at::kDouble : at::kFloat);
}

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
  return Normalise::apply(x, std::optional(weight), epsilon, width(x), x.scalar_type());
}

at::Tensor l2_norm(const at::Tensor& x) {
  return Normalise::apply(x, std::optional<at::Tensor>(), l2_epsilon, 1, wide(x));
}

at::Tensor gated_rms_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& gate,
                          double epsilon) {
  const at::Tensor normal =
      Normalise::apply(x, std::optional<at::Tensor>(), epsilon, width(x), x.scalar_type());
  return (normal * weight * at::silu(gate.to(wide(gate)))).to(x.scalar_type());
}

}  // namespace qwen35
