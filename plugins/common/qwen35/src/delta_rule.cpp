#include "qwen35/delta_rule.hpp"

#include <vector>

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include "delta_chunks.hpp"

namespace qwen35 {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct ChunkedDeltaRule : torch::autograd::Function<ChunkedDeltaRule> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& q, const at::Tensor& k,
                            const at::Tensor& v, const at::Tensor& beta, const at::Tensor& g, int64_t chunk) {
    const DeltaInput input{q, k, v, beta, g};
    const ChunkLayout layout = ChunkLayout::of(input, chunk);
    const ChunkTerms t = chunk_terms(layout, input);
    const ScanResult s = scan(layout, t, {});
    context->saved_data["layout"] =
        std::vector<int64_t>{layout.batch,   layout.tokens,    layout.key_heads, layout.ratio,
                             layout.key_dim, layout.value_dim, layout.chunk,     layout.chunks};
    context->save_for_backward({t.q, t.k, t.v, t.beta, t.gamma_exp, t.rest_exp, t.last_exp, t.decay, t.kk,
                                t.a, t.inverse, t.p, t.u, t.w, s.states, s.last, s.values});
    return layout.join_value(chunk_output(t, s));
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto n = context->saved_data["layout"].toIntVector();
    const ChunkLayout layout{n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]};
    const variable_list x = context->get_saved_variables();
    const ChunkTerms t{x[0], x[1], x[2], x[3],  x[4],  x[5],  x[6],
                       x[7], x[8], x[9], x[10], x[11], x[12], x[13]};
    const ScanResult s{x[14], x[15], x[16]};
    const auto [dq, dk, dv, d_beta, d_g] = chunk_gradients(layout, t, s, gradients[0]);
    return {dq, dk, dv, d_beta, d_g, {}};
  }
};

}  // namespace

at::Tensor delta_rule(const DeltaInput& input, int64_t chunk) {
  return ChunkedDeltaRule::apply(input.q, input.k, input.v, input.beta, input.g, chunk);
}

DeltaOutput delta_rule_from(const DeltaInput& input, const at::Tensor& state, int64_t chunk) {
  const at::NoGradGuard no_gradients;
  const ChunkLayout layout = ChunkLayout::of(input, chunk);
  const ChunkTerms terms = chunk_terms(layout, input);
  const std::vector<int64_t> shape = {layout.batch, layout.key_heads * layout.ratio, layout.key_dim,
                                      layout.value_dim};
  const at::Tensor first =
      state.defined() ? state.reshape({layout.lanes(), layout.key_dim, layout.value_dim}) : at::Tensor();
  const ScanResult scanned = scan(layout, terms, first);
  return {layout.join_value(chunk_output(terms, scanned)), scanned.last.view(shape)};
}

// With S' = e^g S and d = β (v − S'ᵀk), the output S'ᵀq + (q·k) d needs the new state no more: the old one is
// read once for both products.
at::Tensor delta_rule_step(const DeltaInput& input, const at::Tensor& state) {
  const at::NoGradGuard no_gradients;
  const int64_t ratio = input.v.size(2) / input.q.size(2);
  const auto of_heads = [ratio](const at::Tensor& x) {  // [B, value heads, 1, key dim]
    return x.repeat_interleave(ratio, 2).transpose(1, 2);
  };
  const at::Tensor q = of_heads(input.q), k = of_heads(input.k);
  const at::Tensor decay = input.g.exp().transpose(1, 2).unsqueeze(-1);  // [B, value heads, 1, 1]
  state.mul_(decay);
  const at::Tensor both = at::matmul(at::cat({k, q}, 2), state);
  const at::Tensor d =
      (input.v.transpose(1, 2) - both.narrow(2, 0, 1)) * input.beta.transpose(1, 2).unsqueeze(-1);
  state.addcmul_(k.transpose(2, 3), d);
  return both.narrow(2, 1, 1).addcmul((q * k).sum(-1, true), d).transpose(1, 2);
}

DeltaOutput delta_rule_steps(const DeltaInput& input, const at::Tensor& state) {
  const int64_t ratio = input.v.size(2) / input.q.size(2);
  const at::Tensor q = input.q.repeat_interleave(ratio, 2), k = input.k.repeat_interleave(ratio, 2);
  at::Tensor s = state.defined()
                     ? state
                     : at::zeros({q.size(0), q.size(2), q.size(3), input.v.size(3)}, input.v.options());
  std::vector<at::Tensor> outputs;
  for (int64_t t = 0; t < q.size(1); ++t) {
    const auto at_token = [t](const at::Tensor& x) {
      return x.select(1, t).unsqueeze(-2);
    };  // [B, heads, 1, …]
    s = s * at_token(input.g.unsqueeze(-1)).exp();
    const at::Tensor d =
        (at_token(input.v) - at::matmul(at_token(k), s)) * at_token(input.beta.unsqueeze(-1));
    s = s + at::matmul(at_token(k).transpose(-1, -2), d);
    outputs.push_back(at::matmul(at_token(q), s).squeeze(-2));
  }
  return {at::stack(outputs, 1), s};
}

}  // namespace qwen35
