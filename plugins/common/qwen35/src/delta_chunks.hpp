// The delta rule's terms inside chunks, and the scan over chunks.
//
// Layout: a token sequence is cut into N chunks of C tokens and padded with zeros. Tensors that belong to a
// key head are [N·B·key heads, C, …], those of a value head [N·B·key heads, ρ, C, …] with ρ value heads to a
// key head, which share its Q and K without a copy. The chunk index is outermost: the rows of chunk n are one
// contiguous block.
#pragma once

#include <array>
#include <cstdint>

#include <ATen/ATen.h>

#include "qwen35/delta_rule.hpp"

namespace qwen35 {

struct ChunkLayout {
  int64_t batch, tokens, key_heads, ratio, key_dim, value_dim, chunk, chunks;

  static ChunkLayout of(const DeltaInput& input, int64_t chunk);
  int64_t groups() const { return chunks * batch * key_heads; }  // of a key head
  int64_t lanes() const { return batch * key_heads * ratio; }    // value heads of one chunk

  at::Tensor cut_key(const at::Tensor& x) const;     // [B, T, key heads, d] -> [groups, C, d]
  at::Tensor cut_value(const at::Tensor& x) const;   // [B, T, value heads, d] -> [groups, ρ, C, d]
  at::Tensor cut_scalar(const at::Tensor& x) const;  // [B, T, value heads] -> [groups, ρ, C]
  at::Tensor join_key(const at::Tensor& x) const;    // and back, without the padding
  at::Tensor join_value(const at::Tensor& x) const;
  at::Tensor join_scalar(const at::Tensor& x) const;

  // [groups, ρ, a, b] -> [N, lanes, a, b]: one block for every step of the scan.
  at::Tensor by_chunk(const at::Tensor& x) const { return x.view({chunks, lanes(), x.size(-2), x.size(-1)}); }
};

// What the parallel part computes. Γ is the running sum of g in a chunk, always used as a difference or in
// e^Γ, since it can fall far enough for e^Γ to be 0.
struct ChunkTerms {
  at::Tensor q, k, v, beta;  // cut
  at::Tensor gamma_exp;      // e^Γ [groups, ρ, C]
  at::Tensor rest_exp;       // e^(Γ_C − Γ)
  at::Tensor last_exp;       // e^Γ_C [N, lanes, 1, 1]
  at::Tensor decay;          // L_ij = e^(Γ_i − Γ_j) for i >= j, else 0 [groups, ρ, C, C]
  at::Tensor kk;             // K Kᵀ [groups, C, C]
  at::Tensor a;              // strict lower part of β K Kᵀ L [groups, ρ, C, C]
  at::Tensor inverse;        // (I + A)⁻¹
  at::Tensor p;              // Q Kᵀ L
  at::Tensor u, w;           // inverse · βV, inverse · βe^Γ K
};

ChunkTerms chunk_terms(const ChunkLayout& layout, const DeltaInput& input);

struct ScanResult {
  at::Tensor states;  // before every chunk [N, lanes, key dim, value dim]
  at::Tensor last;    // after the last [lanes, key dim, value dim]
  at::Tensor values;  // V' = U − W S [N, lanes, C, value dim]
};

// `first` [lanes, key dim, value dim], undefined for 0.
ScanResult scan(const ChunkLayout& layout, const ChunkTerms& terms, const at::Tensor& first);

// [groups, ρ, C, value dim]
at::Tensor chunk_output(const ChunkTerms& terms, const ScanResult& scanned);

// Gradients of q, k, v, beta, g in the layout of the input. `d_output` [B, T, value heads, value dim].
std::array<at::Tensor, 5> chunk_gradients(const ChunkLayout& layout, const ChunkTerms& terms,
                                          const ScanResult& scanned, const at::Tensor& d_output);

}  // namespace qwen35
