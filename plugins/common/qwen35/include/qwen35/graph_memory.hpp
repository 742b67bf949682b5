// What the graphs of layers hold from the forward to the backward pass, and how many of them fit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "qwen35/adapter.hpp"
#include "qwen35/model.hpp"

namespace qwen35 {

// Bytes for each token of a sequence, with which all of them grow.
struct GraphMemory {
  std::array<double, 2> graphs{};  // of a layer, by LayerKind
  double working = 0;              // what a layer that runs forward and back needs beside its graph, at most
  double input = 0;                // of a layer, which is kept in any case
};

// Measured where the model is: a layer of each kind runs forward and back. The adapter's gradients stay as they are. Not
// while torch's profiler watches this thread.
GraphMemory measure_graphs(const Model& model, Adapter& adapter);

// How many layers, counted from the last, can keep the graphs of a sequence of so many tokens in so many bytes.
size_t graphs_that_fit(const GraphMemory& memory, const ModelConfig& config, int64_t tokens, double bytes);

}  // namespace qwen35
