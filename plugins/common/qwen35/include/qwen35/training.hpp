// Gradients of an adapter for one batch.
//
// No graph spans the model: the forward pass keeps the input of every layer, the head gives the gradient of
// the last hidden state, and each layer, from the last to the first, turns the gradient of its output into
// that of its input and adds to those of its A and B.
#pragma once

#include <ATen/ATen.h>

#include "qwen35/adapter.hpp"
#include "qwen35/loss.hpp"
#include "qwen35/model.hpp"

namespace qwen35 {

enum class Keep {
  layer_inputs,  // layers run again in the backward pass: a third more time, memory of one layer's graph
  graphs,        // every layer's graph: for models and batches that fit
};

// Adds the gradient of `scale` * (sum of the batch's cross entropy) to adapter.gradients(), and returns that
// sum. For the mean over several batches, `scale` is 1 / (label tokens of all of them).
Loss add_gradients(const Model& model, Adapter& adapter, const Batch& batch, double scale,
                   Keep keep = Keep::layer_inputs);

}  // namespace qwen35
