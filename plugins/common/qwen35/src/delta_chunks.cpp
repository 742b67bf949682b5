#include "delta_chunks.hpp"

#include <limits>
#include <utility>

namespace qwen35 {
namespace {

// [B, T, H, …] -> [N, B, H, C, …], contiguous
at::Tensor cut(const at::Tensor& x, const ChunkLayout& layout, int64_t heads) {
  const int64_t width = x.numel() / (layout.batch * layout.tokens * heads);
  at::Tensor rows = x.reshape({layout.batch, layout.tokens, heads, width});
  const int64_t missing = layout.chunks * layout.chunk - layout.tokens;
  if (missing > 0) rows = at::constant_pad_nd(rows, {0, 0, 0, 0, 0, missing});
  return rows.view({layout.batch, layout.chunks, layout.chunk, heads, width})
      .permute({1, 0, 3, 2, 4})
      .contiguous();
}

at::Tensor join(const at::Tensor& x, const ChunkLayout& layout, int64_t heads) {
  const int64_t width = x.numel() / (layout.chunks * layout.batch * heads * layout.chunk);
  return x.reshape({layout.chunks, layout.batch, heads, layout.chunk, width})
      .permute({1, 0, 3, 2, 4})
      .reshape({layout.batch, layout.chunks * layout.chunk, heads, width})
      .narrow(1, 0, layout.tokens);
}

at::Tensor column(const at::Tensor& x) { return x.unsqueeze(-1); }
at::Tensor row(const at::Tensor& x) { return x.unsqueeze(-2); }
at::Tensor transposed(const at::Tensor& x) { return x.transpose(-1, -2); }
at::Tensor shared(const at::Tensor& x) { return x.unsqueeze(1); }  // of a key head, for its value heads

}  // namespace

ChunkLayout ChunkLayout::of(const DeltaInput& input, int64_t chunk) {
  const int64_t tokens = input.q.size(1), key_heads = input.q.size(2);
  return {input.q.size(0), tokens,          key_heads, input.v.size(2) / key_heads,
          input.q.size(3), input.v.size(3), chunk,     (tokens + chunk - 1) / chunk};
}

at::Tensor ChunkLayout::cut_key(const at::Tensor& x) const {
  return cut(x, *this, key_heads).view({groups(), chunk, key_dim});
}
at::Tensor ChunkLayout::cut_value(const at::Tensor& x) const {
  return cut(x, *this, key_heads * ratio).view({groups(), ratio, chunk, value_dim});
}
at::Tensor ChunkLayout::cut_scalar(const at::Tensor& x) const {
  return cut(x, *this, key_heads * ratio).view({groups(), ratio, chunk});
}
at::Tensor ChunkLayout::join_key(const at::Tensor& x) const { return join(x, *this, key_heads); }
at::Tensor ChunkLayout::join_value(const at::Tensor& x) const { return join(x, *this, key_heads * ratio); }
at::Tensor ChunkLayout::join_scalar(const at::Tensor& x) const {
  return join(x, *this, key_heads * ratio).squeeze(-1);
}

ChunkTerms chunk_terms(const ChunkLayout& layout, const DeltaInput& input) {
  ChunkTerms t;
  t.q = layout.cut_key(input.q);
  t.k = layout.cut_key(input.k);
  t.v = layout.cut_value(input.v);
  t.beta = layout.cut_scalar(input.beta);
  const at::Tensor gamma = layout.cut_scalar(input.g).cumsum(-1);
  const at::Tensor last = gamma.narrow(-1, layout.chunk - 1, 1);
  t.gamma_exp = gamma.exp();
  t.rest_exp = (last - gamma).exp();
  t.last_exp = last.exp().view({layout.chunks, layout.lanes(), 1, 1});

  // Masked before exp, which would overflow above the diagonal.
  const at::Tensor above = at::ones({layout.chunk, layout.chunk}, gamma.options().dtype(at::kBool)).triu_(1);
  t.decay = (column(gamma) - row(gamma)).masked_fill_(above, -std::numeric_limits<double>::infinity()).exp_();

  t.kk = at::bmm(t.k, transposed(t.k));
  t.a = (shared(t.kk) * t.decay).mul_(column(t.beta)).tril_(-1);
  const at::Tensor identity = at::eye(layout.chunk, gamma.options());
  t.inverse = at::linalg_solve_triangular(t.a, identity.expand_as(t.a), /*upper=*/false, /*left=*/true,
                                          /*unitriangular=*/true)
                  .contiguous();
  t.p = shared(at::bmm(t.q, transposed(t.k))) * t.decay;
  t.u = at::matmul(t.inverse, t.v * column(t.beta));
  t.w = at::matmul(t.inverse, shared(t.k) * column(t.beta * t.gamma_exp));
  return t;
}

ScanResult scan(const ChunkLayout& layout, const ChunkTerms& terms, const at::Tensor& first) {
  const at::Tensor u = layout.by_chunk(terms.u), w = layout.by_chunk(terms.w);
  const at::Tensor k_rest = layout.by_chunk(shared(terms.k) * column(terms.rest_exp));
  ScanResult result;
  const at::Tensor states =
      at::empty({layout.chunks + 1, layout.lanes(), layout.key_dim, layout.value_dim}, u.options());
  if (first.defined()) {
    states.select(0, 0).copy_(first);
  } else {
    states.select(0, 0).zero_();
  }
  result.values = u.clone();
  for (int64_t n = 0; n < layout.chunks; ++n) {
    const at::Tensor state = states.select(0, n);
    at::Tensor next = states.select(0, n + 1), values = result.values.select(0, n);
    values.baddbmm_(w.select(0, n), state, 1, -1);
    at::mul_out(next, state, terms.last_exp.select(0, n));
    next.baddbmm_(transposed(k_rest.select(0, n)), values);
  }
  result.states = states.narrow(0, 0, layout.chunks);
  // A copy of its own: the last state outlives the others.
  result.last = states.select(0, layout.chunks).clone();
  return result;
}

at::Tensor chunk_output(const ChunkTerms& terms, const ScanResult& scanned) {
  const at::Tensor q = (shared(terms.q) * column(terms.gamma_exp)).flatten(0, 1);
  return at::baddbmm(at::bmm(q, scanned.states.flatten(0, 1)), terms.p.flatten(0, 1),
                     scanned.values.flatten(0, 1))
      .view_as(terms.v);
}

namespace {

struct StateGradients {
  at::Tensor values;  // dV' [N, lanes, C, value dim]
  at::Tensor after;   // gradient of the state after each chunk [N, lanes, key dim, value dim]
};

StateGradients scan_back(const ChunkLayout& layout, const ChunkTerms& t, const at::Tensor& d_o,
                         const at::Tensor& q_decayed) {
  const at::Tensor w = layout.by_chunk(t.w);
  const at::Tensor k_rest = layout.by_chunk(shared(t.k) * column(t.rest_exp));
  const at::Tensor from_q = at::matmul(transposed(layout.by_chunk(q_decayed)), layout.by_chunk(d_o));
  StateGradients result;
  result.values = layout.by_chunk(at::matmul(transposed(t.p), d_o));
  result.after = at::empty_like(from_q);
  result.after.select(0, layout.chunks - 1).zero_();
  for (int64_t n = layout.chunks - 1; n >= 0; --n) {
    const at::Tensor d_state = result.after.select(0, n);
    at::Tensor d_values = result.values.select(0, n);
    d_values.baddbmm_(k_rest.select(0, n), d_state);
    if (n == 0) break;
    at::Tensor before = result.after.select(0, n - 1);
    at::addcmul_out(before, from_q.select(0, n), d_state, t.last_exp.select(0, n));
    before.baddbmm_(transposed(w.select(0, n)), d_values, 1, -1);
  }
  return result;
}

}  // namespace

// The names follow the equations: dX is the gradient of X, M = dA L, K̂ = e^(Γ_C − Γ) K.
std::array<at::Tensor, 5> chunk_gradients(const ChunkLayout& layout, const ChunkTerms& t,
                                          const ScanResult& scanned, const at::Tensor& d_output) {
  const at::Tensor d_o = layout.cut_value(d_output);
  const at::Tensor q_decayed = shared(t.q) * column(t.gamma_exp);
  const StateGradients back = scan_back(layout, t, d_o, q_decayed);
  const auto of_heads = [&](const at::Tensor& x) {
    return x.view({layout.groups(), layout.ratio, x.size(-2), x.size(-1)});
  };
  const at::Tensor states = of_heads(scanned.states), values = of_heads(scanned.values);
  const at::Tensor d_values = of_heads(back.values), d_after = of_heads(back.after);

  const at::Tensor d_p = at::matmul(d_o, transposed(values)).tril_();
  const at::Tensor d_p_decay = d_p * t.decay;
  const at::Tensor d_q_decayed = at::matmul(d_o, transposed(states));
  // Sums over the value heads of a key head come first: the products with Q and K are then one for all of
  // them.
  const at::Tensor d_p_sum = d_p_decay.sum(1);
  const at::Tensor dq = (d_q_decayed * column(t.gamma_exp)).sum(1).baddbmm_(d_p_sum, t.k);

  const at::Tensor d_w = at::matmul(d_values, transposed(states)).neg_();
  const at::Tensor d_vb = at::matmul(transposed(t.inverse), d_values);
  const at::Tensor d_kb = at::matmul(transposed(t.inverse), d_w);
  const at::Tensor d_a =
      at::matmul(d_vb, transposed(t.u)).add_(at::matmul(d_kb, transposed(t.w))).neg_().tril_(-1);
  const at::Tensor m = d_a * t.decay;

  const at::Tensor d_k_rest = at::matmul(values, transposed(d_after));
  const at::Tensor m_sum = (m * column(t.beta)).sum(1);
  const at::Tensor dk = (d_k_rest * column(t.rest_exp)).addcmul_(d_kb, column(t.beta * t.gamma_exp)).sum(1);
  dk.baddbmm_(transposed(d_p_sum), t.q).baddbmm_(m_sum + transposed(m_sum), t.k);

  const at::Tensor d_kb_k = (d_kb * shared(t.k)).sum(-1);
  const at::Tensor d_beta = (m * shared(t.kk)).sum(-1).add_((d_vb * t.v).sum(-1)).add_(t.gamma_exp * d_kb_k);

  const at::Tensor r = (d_p * t.p).add_(d_a * t.a);
  const at::Tensor rest = (d_k_rest * shared(t.k)).sum(-1).mul_(t.rest_exp);
  at::Tensor d_gamma = r.sum(-1).sub_(r.sum(-2)).addcmul_(t.beta * t.gamma_exp, d_kb_k);
  d_gamma.add_((d_q_decayed * q_decayed).sum(-1)).sub_(rest);
  const at::Tensor through_state =
      (states * d_after).sum({-1, -2}).mul_(t.last_exp.view({layout.groups(), layout.ratio}));
  d_gamma.select(-1, layout.chunk - 1).add_(rest.sum(-1)).add_(through_state);
  const at::Tensor d_g = d_gamma.flip(-1).cumsum(-1).flip(-1);

  return {layout.join_key(dq), layout.join_key(dk), layout.join_value(d_vb * column(t.beta)),
          layout.join_scalar(d_beta), layout.join_scalar(d_g)};
}

}  // namespace qwen35
