// Cross entropy of the next token, at the positions that have a label.
#pragma once

#include <cstdint>
#include <optional>

#include <ATen/ATen.h>

#include "qwen35/model.hpp"

namespace qwen35 {

constexpr int64_t no_label = -100;

struct Batch {
  Tokens tokens;
  // int64 [B, T], the token itself where it counts, else no_label; position t predicts labels[t + 1].
  at::Tensor labels;
};

struct Loss {
  double sum = 0;      // nats
  int64_t tokens = 0;  // labels that counted
  double mean() const { return tokens == 0 ? 0 : sum / static_cast<double>(tokens); }
};

struct HeadResult {
  Loss loss;
  at::Tensor gradient;  // of `x`, [B, T, hidden]; undefined if not asked for
};

// Loss of the hidden states x [B, T, hidden] before final_norm. Norm and head run only where there is a
// label, and the head for a few rows at a time, so that no full table of fp32 logits exists.
// `gradient_scale`: also the gradient of gradient_scale * loss.sum.
HeadResult head_loss(const Model& model, const at::Tensor& x, const at::Tensor& labels,
                     std::optional<double> gradient_scale = std::nullopt);

// The loss of a batch, without gradients.
Loss evaluate(const Model& model, const Adapter* adapter, const Batch& batch);

}  // namespace qwen35
