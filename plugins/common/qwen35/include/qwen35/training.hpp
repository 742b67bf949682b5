// Gradients of an adapter for one batch.
//
// No graph spans the model: the forward pass keeps the input of every layer, the head gives the gradient of
// the last hidden state, and each layer, from the last to the first, turns the gradient of its output into
// that of its input and adds to those of its A and B.
#pragma once

#include <cstddef>
#include <limits>

#include <ATen/ATen.h>

#include "qwen35/adapter.hpp"
#include "qwen35/loss.hpp"
#include "qwen35/model.hpp"

namespace qwen35 {

// Layers, counted from the last, whose graphs are kept from the forward to the backward pass; the others run again in it,
// which takes a third more time and the memory of one layer's graph. The gradients are the same.
constexpr size_t no_graphs = 0;
constexpr size_t all_graphs = std::numeric_limits<size_t>::max();

// Adds the gradient of `scale` * (sum of the batch's cross entropy) to adapter.gradients(), and returns that
// sum. For the mean over several batches, `scale` is 1 / (label tokens of all of them).
Loss add_gradients(const Model& model, Adapter& adapter, const Batch& batch, double scale,
                   size_t graphs = no_graphs);

}  // namespace qwen35
