// What a training needs to go on after it was stopped, in a folder of its own.
//
// A checkpoint is one folder, written aside and renamed, so that there is always a whole one or none:
//   step-000042/state.safetensors    values, first, second: fp32 [number of values]
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

// Removes older ones. Does nothing if there is one of this step.
base::Result<void> write_checkpoint(const std::filesystem::path& folder, const Trainer& trainer,
                                    const std::vector<std::string>& journal);

// The journal of the newest checkpoint whose journal begins with `settings`, with the trainer set to its
// step; none where there is none that can be read: then the trainer is as before.
std::optional<std::vector<std::string>> read_checkpoint(const std::filesystem::path& folder,
                                                        const std::string& settings, Trainer& trainer);

}  // namespace lora_trainer
