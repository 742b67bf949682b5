// Token by token generation.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "qwen35/adapter.hpp"
#include "qwen35/model.hpp"

namespace qwen35 {

struct Sampling {
  double temperature = 0;  // 0: always the likeliest token
  double top_p = 1;   // the smallest set of likeliest tokens with at least this probability; 0 < top_p <= 1
  int64_t top_k = 0;  // of at most this many; 0: all
  uint64_t seed = 0;  // row i of a batch draws from its own stream, made of the seed and i
};

struct GenerationSettings {
  int64_t max_new_tokens = 256;
  std::vector<int64_t> stop_ids;  // end a row, and are its last token
  Sampling sampling;
  std::function<bool()> cancelled;  // asked before every token; true ends all rows. May be empty
};

enum class Ended { length, stop_id, cancelled };

struct Generated {
  std::vector<int64_t> tokens;
  std::vector<double> log_probabilities;  // of each token, before temperature, top_k and top_p
  Ended ended = Ended::length;
};

// Continues every prompt (each of at least one id). Rows of different length are padded at the left; a row's
// greedy tokens do not depend on the others but for rounding.
std::vector<Generated> generate(const Model& model, const Adapter* adapter,
                                const std::vector<std::vector<int64_t>>& prompts,
                                const GenerationSettings& settings);

}  // namespace qwen35
