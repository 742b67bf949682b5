// Choice of the next token of one row.
#pragma once

#include <cstdint>
#include <random>

#include <ATen/ATen.h>

#include "qwen35/generation.hpp"

namespace qwen35 {

class Sampler {
 public:
  Sampler(const Sampling& settings, uint64_t row);

  // logits: fp32 [vocabulary], on the CPU.
  int64_t choose(const at::Tensor& logits);

 private:
  Sampling settings_;
  std::mt19937_64 random_;
};

}  // namespace qwen35
