// Choice of the next tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include <ATen/ATen.h>

#include "qwen35/generation.hpp"

namespace qwen35 {

// Of one row. Draws where the temperature is above 0, else the likeliest token is taken.
class Sampler {
 public:
  Sampler(const Sampling& settings, uint64_t row);

  // logits: [vocabulary], on any device.
  int64_t choose(const at::Tensor& logits);

  // A row's likeliest tokens, by falling share.
  struct Top {
    std::span<const double> scaled;  // logits / temperature
    std::span<const double> ids;
    double total = 0;  // the logarithm of the sum of exp(logits / temperature) of all tokens
    int64_t all = 0;   // how many tokens there are
  };
  // None if more than these are needed; then nothing is drawn.
  std::optional<int64_t> choose(const Top& top);

  double temperature() const { return settings_.temperature; }

 private:
  Sampling settings_;
  std::mt19937_64 random_;
};

struct Choices {
  std::vector<int64_t> ids;
  std::vector<double> log_probabilities;  // before temperature, top_k and top_p
};

// One token for each row of the logits [rows, vocabulary]. What is computed over the vocabulary is computed for
// all rows at once where the logits are; the host is given a few numbers a row. A row's token does not depend
// on the others.
Choices choose_tokens(const at::Tensor& logits, std::span<Sampler* const> samplers);

}  // namespace qwen35
