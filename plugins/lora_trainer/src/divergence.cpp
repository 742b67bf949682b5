#include <algorithm>

#include <lora_trainer/divergence.hpp>

namespace lora_trainer {

bool has_diverged(const std::vector<double>& losses, double guessing) {
  return losses.size() > steps_of_divergence && losses.front() < guessing / 2 &&
         std::all_of(losses.end() - steps_of_divergence, losses.end(),
                     [&](double loss) { return loss > guessing; });
}

}  // namespace lora_trainer
