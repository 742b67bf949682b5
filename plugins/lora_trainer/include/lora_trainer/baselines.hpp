// What the loss tokens of a split cost without a model: a loss is low only beside these.
//
// Uniform: each token of the vocabulary is as likely. Unigram and bigram: frequencies of the training split's loss tokens, alone
// and behind the token before, smoothed after Witten and Bell (1991, as in Chen and Goodman 1999, 2.2): what was never seen has
// as much weight as there are different tokens that were seen, and is shared as the lower order shares it.
#pragma once

#include <cstddef>
#include <vector>

#include <lora_trainer/sequence.hpp>

namespace lora_trainer {

// Nats a loss token.
struct Baselines {
  double uniform = 0, unigram = 0, bigram = 0;
};

// `judged` must have loss tokens. `vocabulary` is one more than the highest id.
Baselines baselines_of(const std::vector<Sequence>& train, const std::vector<Sequence>& judged,
                       std::size_t vocabulary);

}  // namespace lora_trainer
