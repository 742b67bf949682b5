// What a model keeps of the tokens that it has seen, so that the next one costs one step.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "qwen35/config.hpp"

namespace qwen35 {

struct LayerCache {
  // full attention: [B, kv heads, capacity, head dim] after norm and rotation; the first `length` tokens are
  // filled
  at::Tensor keys, values;
  // linear attention
  at::Tensor convolution;  // the last taps - 1 inputs of the convolution [B, taps - 1, channels]
  at::Tensor state;        // of the delta rule [B, value heads, key dim, value dim], fp32
};

struct Cache {
  std::vector<LayerCache> layers;  // empty before the first call
  int64_t length = 0;              // tokens seen, padding included
  int64_t capacity = 0;            // the most tokens that will be seen, unless `reserve` raises it
};

// Makes room for `tokens` in all, of at most `most` that will come. Grows by half at least, one layer after the
// other, so that appending token by token copies each of them a few times only.
void reserve(Cache& cache, int64_t tokens, int64_t most);

// Sequences of different length that take their next tokens together. Keys and values stay each row's own, so
// that a row needs what its length needs and nothing is padded; what has one size for all is one tensor, since
// one call then serves all rows.
struct RowCaches {
  std::vector<Cache*> rows;          // of one sequence each, with room for one token more
  std::vector<LayerCache> together;  // convolution and state of all rows, written into by each step
};

// Bytes of the caches of one sequence of so many tokens, in a model of this dtype.
int64_t cache_bytes(const ModelConfig& config, at::ScalarType dtype, int64_t tokens);

}  // namespace qwen35
