// What a training needs to go on after it was stopped, in a folder of its own.
//
// A checkpoint is one folder, written aside and renamed, so that there is always a whole one or none:
//   step-000042/state.safetensors    values, first, second and, after a validation, best: fp32 [number of values]
//   step-000042/training.jsonl       the journal up to this step
// On the CPU a training that went on gives the same bytes as one that was never stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <lora_trainer/trainer.hpp>

namespace lora_trainer {

// What a training has beside its trainer.
struct Progress {
  std::vector<std::string> journal;
  at::Tensor best;  // the adapter's values with the lowest validation loss; undefined before the first
};

// Removes older ones. Does nothing if there is one of this step.
base::Result<void> write_checkpoint(const std::filesystem::path& folder, const Trainer& trainer,
                                    const Progress& progress);

struct Restored {
  std::optional<Progress> progress;  // the trainer is at its step; none: the trainer is as before
  std::string
      passed_over;  // why the newest checkpoint was not used, a clause; "" where it was, or there is none
};

// The newest checkpoint that can be read and whose journal begins with `settings`, a line of the journal: data, base model and all
// settings of this training.
Restored read_checkpoint(const std::filesystem::path& folder, const std::string& settings, Trainer& trainer);

}  // namespace lora_trainer
