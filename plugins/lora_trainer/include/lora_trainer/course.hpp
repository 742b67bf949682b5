// What a training goes through: its data, its steps in their order, and when it is validated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <lora_trainer/baselines.hpp>
#include <lora_trainer/plan.hpp>
#include <lora_trainer/settings.hpp>
#include <lora_trainer/split.hpp>

namespace lora_trainer {

struct Course {
  Split train;
  Split valid;                         // may be empty
  std::optional<Baselines> baselines;  // of the validation split, if it has loss tokens
  double guessing = 0;                 // what a table of the training split's tokens costs, nats a loss token
  std::vector<PlannedStep> steps;
  std::int64_t validate_every = 0;  // steps; 0: after every epoch. Always before the first and after the last
  // Validations choose the adapter and end the training only where the split has enough examples to say something.
  bool is_judged = false;
  std::int64_t patience = 0;
  Publish publish = Publish::best;
  std::string settings;  // settings_json: what a checkpoint must have been made with
  std::filesystem::path checkpoints;
};

// `vocabulary` is that of the encoder. Error: no example of `train` can be learnt from.
base::Result<Course> course_of(Split train, Split valid, std::size_t vocabulary, const Settings& settings,
                               const Identity& identity, std::filesystem::path checkpoints);

}  // namespace lora_trainer
