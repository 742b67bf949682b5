// What torch's C++ library has no meta kernel for: shapes alone. Attention is taken as one fused kernel each way, as on CUDA,
// where it is another operator than the CPU's, whose name stands for both.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct FusedAttention : torch::autograd::Function<FusedAttention> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& q, const at::Tensor& k,
                            const at::Tensor& v) {
    const auto [out, log_sums] = at::_scaled_dot_product_flash_attention_for_cpu(q, k, v, 0.0, true);
    context->save_for_backward({q, k, v, out, log_sums});
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list x = context->get_saved_variables();
    const auto [dq, dk, dv] = at::_scaled_dot_product_flash_attention_for_cpu_backward(
        gradients[0], x[0], x[1], x[2], x[3], x[4], 0.0, true);
    return {dq, dk, dv};
  }
};

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     const std::optional<at::Tensor>& mask, double, bool causal, std::optional<double>,
                     bool) {
  TORCH_CHECK(!mask && causal, "whole sequences are counted");
  return FusedAttention::apply(q, k, v);
}

std::tuple<at::Tensor, at::Tensor> fused(const at::Tensor& q, const at::Tensor&, const at::Tensor&, double,
                                         bool, const std::optional<at::Tensor>&, std::optional<double>) {
  return {at::empty_like(q), at::empty({q.size(0), q.size(1), q.size(2)}, q.options().dtype(at::kFloat))};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> fused_backward(const at::Tensor&, const at::Tensor& q,
                                                              const at::Tensor& k, const at::Tensor& v,
                                                              const at::Tensor&, const at::Tensor&, double,
                                                              bool, const std::optional<at::Tensor>&,
                                                              std::optional<double>) {
  return {at::empty_like(q), at::empty_like(k), at::empty_like(v)};
}

at::Tensor solve_triangular(const at::Tensor&, const at::Tensor& b, bool, bool, bool) {
  return at::empty(b.sizes(), b.options());
}

at::Tensor flip(const at::Tensor& x, at::IntArrayRef) { return at::empty_like(x); }

}  // namespace

TORCH_LIBRARY_IMPL(aten, AutogradMeta, m) { m.impl("scaled_dot_product_attention", attention); }

TORCH_LIBRARY_IMPL(aten, Meta, m) {
  m.impl("_scaled_dot_product_flash_attention_for_cpu", fused);
  m.impl("_scaled_dot_product_flash_attention_for_cpu_backward", fused_backward);
  m.impl("linalg_solve_triangular", solve_triangular);
  m.impl("flip", flip);
}
