#include <algorithm>

#include <simdjson.h>

#include <lora_trainer/journal.hpp>
#include <lora_trainer/validations.hpp>

namespace lora_trainer {

std::vector<Validation> validations_of(const std::vector<std::string>& journal) {
  std::vector<Validation> found;
  simdjson::dom::parser parser;
  for (const std::string& line : journal) {
    if (!is_validation(line)) continue;
    const simdjson::dom::element data = parser.parse(line);
    Validation one;
    if (data["step"].get(one.step) == simdjson::SUCCESS && data["loss"].get(one.loss) == simdjson::SUCCESS)
      found.push_back(one);
  }
  return found;
}

std::vector<double> step_losses_of(const std::vector<std::string>& journal) {
  std::vector<double> losses;
  simdjson::dom::parser parser;
  for (const std::string& line : journal) {
    if (!is_step(line)) continue;
    double loss = 0;
    if (parser.parse(line)["loss"].get(loss) == simdjson::SUCCESS) losses.push_back(loss);
  }
  return losses;
}

std::optional<Validation> best_of(const std::vector<Validation>& validations) {
  std::optional<Validation> best;
  for (const Validation& one : validations)
    if (one.step > 0 && (!best || one.loss < best->loss)) best = one;
  return best;
}

bool is_over(const std::vector<Validation>& validations, std::int64_t patience) {
  const auto best = std::ranges::min_element(validations, {}, &Validation::loss);
  return patience > 0 && best != validations.end() && validations.end() - best > patience;
}

}  // namespace lora_trainer
