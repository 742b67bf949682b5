// Has a training come apart, so that more steps only cost time?
#pragma once

#include <cstddef>
#include <vector>

namespace lora_trainer {

// So many steps one after the other that it is no odd batch.
constexpr std::size_t steps_of_divergence = 3;

// Are the last losses of steps (nats a token) all above `guessing`, what a table of the tokens' frequencies costs, after a first one
// below half of it? A model that knew something then knows less than nothing.
bool has_diverged(const std::vector<double>& losses, double guessing);

}  // namespace lora_trainer
