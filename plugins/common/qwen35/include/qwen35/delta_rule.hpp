// The gated delta rule (Yang et al., "Gated Delta Networks", 2024), step by step and in chunks.
//
// Per value head a state S [key dim, value dim], at first 0, and for every token
//   S ← e^g S;   d = β (v − Sᵀk);   S ← S + k dᵀ;   o = Sᵀq.
// Value head h reads key head ⌊h / (value heads / key heads)⌋. All tensors have one dtype, fp32 or fp64; q
// and k are normalised, q scaled. A token with q = k = v = 0, β = 0 and g = 0 changes nothing.
#pragma once

#include <cstdint>
#include <utility>

#include <ATen/ATen.h>

namespace qwen35 {

struct DeltaInput {
  at::Tensor q, k;     // [B, T, key heads, key dim]
  at::Tensor v;        // [B, T, value heads, value dim]
  at::Tensor beta, g;  // [B, T, value heads]; g <= 0
};

struct DeltaOutput {
  at::Tensor o;      // [B, T, value heads, value dim]
  at::Tensor state;  // [B, value heads, key dim, value dim]
};

constexpr int64_t default_chunk = 64;  // tokens; what FLA and transformers use

// In chunks of C tokens, which work in parallel but for the state. Gradients for all five tensors, by hand.
at::Tensor delta_rule(const DeltaInput& input, int64_t chunk = default_chunk);

// The same without gradients, from `state` (undefined: 0) to the state after the last token.
DeltaOutput delta_rule_from(const DeltaInput& input, const at::Tensor& state, int64_t chunk = default_chunk);

// One token, T = 1, which is written into `state`; its output o. Without gradients.
at::Tensor delta_rule_step(const DeltaInput& input, const at::Tensor& state);

// Token by token; for one token at a time, and as the reference for tests. Differentiable by autograd.
DeltaOutput delta_rule_steps(const DeltaInput& input, const at::Tensor& state);

}  // namespace qwen35
