#include "norms.hpp"

#include <optional>

#include <torch/csrc/autograd/custom_function.h>

namespace qwen35 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double l2_epsilon = 1e-6;

enum class Reduce : int64_t { mean, sum };

// A product of x in its own dtype with a wide tensor is formed wide: there is no pass that only converts.

// y = x r w with r = rsqrt(R(x²) + ε), R the mean or the sum of the last dim. With u = dy w,
// dx = r u − x r³ R(u x).
struct Normalise : torch::autograd::Function<Normalise> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            const std::optional<at::Tensor>& weight, double epsilon, Reduce kind,
                            at::ScalarType result) {
    const double count = kind == Reduce::mean ? static_cast<double>(x.size(-1)) : 1;
    at::Tensor factor = at::linalg_vector_norm(x, 2, {-1}, true, wide(x));
    factor.square_().div_(count).add_(epsilon).rsqrt_();
    context->save_for_backward({x, factor, weight.value_or(at::Tensor())});
    context->saved_data["count"] = count;
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
    const at::Tensor share = (u * x).sum(-1, true).div_(context->saved_data["count"].toDouble());
    const at::Tensor along_x = factor.pow(3).mul_(share);
    at::Tensor dx = at::empty(x.sizes(), x.options());
    at::addcmul_out(dx, u * factor, x, along_x, -1);
    return {dx, {}, {}, {}, {}};
  }
};

}  // namespace

at::ScalarType wide(const at::Tensor& x) { return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
  return Normalise::apply(x, std::optional(weight), epsilon, Reduce::mean, x.scalar_type());
}

at::Tensor l2_norm(const at::Tensor& x) {
  return Normalise::apply(x, std::optional<at::Tensor>(), l2_epsilon, Reduce::sum, wide(x));
}

at::Tensor gated_rms_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& gate,
                          double epsilon) {
  const at::Tensor normal =
      Normalise::apply(x, std::optional<at::Tensor>(), epsilon, Reduce::mean, x.scalar_type());
  return (normal * weight * at::silu(gate.to(wide(gate)))).to(x.scalar_type());
}

}  // namespace qwen35
