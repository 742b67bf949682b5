// What the validations of a training say: which adapter is best so far, and whether going on helps. And the losses of its steps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lora_trainer {

struct Validation {
  std::int64_t step = 0;
  double loss = 0;  // nats a loss token
};

// Of a journal, in their order.
std::vector<Validation> validations_of(const std::vector<std::string>& journal);

// Those of the steps of a journal, in their order; nats a loss token.
std::vector<double> step_losses_of(const std::vector<std::string>& journal);

// The lowest loss after a step, the first of equal ones; none before the first step.
std::optional<Validation> best_of(const std::vector<Validation>& validations);

// Were the last `patience` validations no better than an earlier one? 0: never.
bool is_over(const std::vector<Validation>& validations, std::int64_t patience);

}  // namespace lora_trainer
