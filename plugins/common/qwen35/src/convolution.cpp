#include "convolution.hpp"

#include <optional>

#include <torch/csrc/autograd/custom_function.h>

#include "norms.hpp"

namespace qwen35 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

at::Tensor tap(const at::Tensor& weight, int64_t index, at::ScalarType dtype) {
  return weight.select(1, index).to(dtype);
}

struct ConvolveSilu : torch::autograd::Function<ConvolveSilu> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const std::optional<at::Tensor>& before) {
    const int64_t taps = weight.size(1), steps = x.size(1);
    const at::Tensor past = before ? *before : at::zeros({x.size(0), taps - 1, x.size(2)}, x.options());
    const at::Tensor padded = at::cat({past, x}, 1);
    // Taps are wide, and so are their products with x and the sum, up to the last, which is stored as x is.
    at::Tensor sum = taps == 1 ? at::zeros({1}, x.options().dtype(wide(x)))
                               : padded.narrow(1, 0, steps) * tap(weight, 0, wide(x));
    for (int64_t j = 1; j + 1 < taps; ++j) sum.addcmul_(padded.narrow(1, j, steps), tap(weight, j, wide(x)));
    at::Tensor before_silu = at::empty(x.sizes(), x.options());
    at::addcmul_out(before_silu, sum, x, tap(weight, taps - 1, wide(x)));
    context->save_for_backward({before_silu, weight});
    return at::silu(before_silu);
  }

  // Token t went into the sums of t … t + taps - 1.
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &before_silu = saved[0], &weight = saved[1];
    const int64_t taps = weight.size(1), steps = before_silu.size(1);
    const at::Tensor d_sum = at::silu_backward(gradients[0], before_silu);
    at::Tensor dx = d_sum * tap(weight, taps - 1, wide(before_silu));
    for (int64_t back = 1; back < taps && back < steps; ++back) {
      dx.narrow(1, 0, steps - back)
          .addcmul_(d_sum.narrow(1, back, steps - back), tap(weight, taps - 1 - back, wide(before_silu)));
    }
    return {dx.to(before_silu.scalar_type()), {}, {}};
  }
};

}  // namespace

at::Tensor causal_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& before) {
  return ConvolveSilu::apply(x, weight, before.defined() ? std::optional(before) : std::nullopt);
}

}  // namespace qwen35
