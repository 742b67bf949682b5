// Numbers in the files of a training.
#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace lora_trainer {

// fmt's spelling (0.0001, not 1e-04) instead of base::JsonWriter's: the settings tell trainings apart by their
// bytes, and checkpoints go on from what earlier versions wrote. What is no number is null.
inline std::string spelled(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string("null");
}

}  // namespace lora_trainer
