// Which examples each step of the optimizer learns from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lora_trainer {

struct PlannedStep {
  std::vector<std::size_t> examples;  // indices
  double epoch = 0;                   // how often all examples have been seen after the step
};

// Every epoch shuffles the examples anew; its last step may have fewer of them. The same arguments give the
// same plan on every machine.
std::vector<PlannedStep> plan_steps(std::size_t examples, std::int64_t epochs, std::size_t examples_per_step,
                                    std::uint64_t seed);

}  // namespace lora_trainer
