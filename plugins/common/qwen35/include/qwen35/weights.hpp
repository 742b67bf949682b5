// The frozen weights of a text model, in the form in which they are used.
//
// Embedding, projections and the convolution have the model's dtype (and are views of the mapped files where
// that is the stored one). What the model computes in fp32 is kept in fp32 (fp64 for an fp64 model), whatever
// is stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include <base/error.hpp>

#include "qwen35/checkpoint.hpp"
#include "qwen35/config.hpp"
#include "qwen35/modules.hpp"

namespace qwen35 {

struct LayerWeights {
  PerModule<at::Tensor> linear;  // [out, in]; undefined where this kind of layer has none
  at::Tensor input_norm;         // fp32 [hidden], the factor 1 + stored
  at::Tensor post_norm;          // fp32 [hidden], the factor 1 + stored
  // full attention
  at::Tensor q_norm, k_norm;  // fp32 [head dim], the factor 1 + stored
  // linear attention
  at::Tensor convolution;  // [channels, taps]
  at::Tensor decay;        // −exp(A_log), fp32 [value heads]
  at::Tensor dt_bias;      // fp32 [value heads]
  at::Tensor linear_norm;  // fp32 [value dim], the factor as stored
};

struct ModelWeights {
  at::Tensor embedding;  // [vocabulary, hidden]
  at::Tensor head;       // [vocabulary, hidden]; the embedding if tied
  at::Tensor norm;       // fp32 [hidden], the factor 1 + stored
  std::vector<LayerWeights> layers;
};

// `options`: dtype (kFloat, kBFloat16 or kDouble) and device. Every shape is checked.
base::Result<ModelWeights> read_weights(const Checkpoint& checkpoint, const ModelConfig& config,
                                        const at::TensorOptions& options);

// The first weight that holds a number that is not finite, as the checkpoint names it behind "model."; none where all are finite.
// Reads them all.
std::optional<std::string> not_finite_weight(const ModelWeights& weights);

}  // namespace qwen35
