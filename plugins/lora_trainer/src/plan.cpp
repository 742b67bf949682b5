#include <algorithm>
#include <numeric>
#include <random>

#include <lora_trainer/plan.hpp>

namespace lora_trainer {
namespace {

// std::shuffle and std::uniform_int_distribution differ between standard libraries, the engine does not.
void shuffle(std::vector<std::size_t>& order, std::mt19937_64& engine) {
  for (std::size_t left = order.size(); left > 1; --left) {
    const std::uint64_t fair = engine.max() - engine.max() % left;
    std::uint64_t drawn = engine();
    while (drawn >= fair) drawn = engine();
    std::swap(order[left - 1], order[drawn % left]);
  }
}

}  // namespace

std::vector<PlannedStep> plan_steps(std::size_t examples, std::int64_t epochs, std::size_t examples_per_step,
                                    std::uint64_t seed) {
  std::vector<PlannedStep> steps;
  std::mt19937_64 engine(seed);
  std::vector<std::size_t> order(examples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    shuffle(order, engine);
    for (std::size_t begin = 0; begin < examples; begin += examples_per_step) {
      const std::size_t end = std::min(begin + examples_per_step, examples);
      steps.push_back(
          {{order.begin() + static_cast<std::ptrdiff_t>(begin),
            order.begin() + static_cast<std::ptrdiff_t>(end)},
           static_cast<double>(epoch) + static_cast<double>(end) / static_cast<double>(examples)});
    }
  }
  return steps;
}

}  // namespace lora_trainer
