#include "norms.hpp"

#include <optional>

#include <torch/csrc/autograd/custom_function.h>

namespace qwen35 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double l2_epsilon = 1e-6;

enum class Reduce : int64_t { mean, sum };

at::Tensor reduce(const at::Tensor& x, Reduce kind) {
  return kind == Reduce::mean ? x.mean(-1, true) : x.sum(-1, true);
}

// y = x r w with r = rsqrt(R(x²) + ε), R the mean or the sum of the last dim. With h = x r and u = dy w,
// dx = r (u − h R(u h)).
struct Normalise : torch::autograd::Function<Normalise> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            const std::optional<at::Tensor>& weight, double epsilon, Reduce kind,
                            at::ScalarType result) {
    const at::Tensor x_wide = x.to(wide(x));
    const at::Tensor factor = reduce(x_wide.square(), kind).add_(epsilon).rsqrt_();
    context->save_for_backward({x, factor, weight.value_or(at::Tensor())});
    context->saved_data["kind"] = static_cast<int64_t>(kind);
    at::Tensor y = x_wide * factor;
    if (weight) y.mul_(*weight);
    return y.to(result);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &factor = saved[1], &weight = saved[2];
    const auto kind = static_cast<Reduce>(context->saved_data["kind"].toInt());
    const at::Tensor unit = x.to(wide(x)) * factor;
    at::Tensor dy = gradients[0].to(wide(x));
    if (weight.defined()) dy = dy * weight;
    at::Tensor dx = at::addcmul(dy, unit, reduce(dy * unit, kind), -1).mul_(factor);
    return {dx.to(x.scalar_type()), {}, {}, {}, {}};
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
