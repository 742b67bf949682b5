// A whole training: validation, all steps, checkpoints.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <lora_trainer/journal.hpp>
#include <lora_trainer/plan.hpp>
#include <lora_trainer/split.hpp>
#include <lora_trainer/trainer.hpp>

namespace lora_trainer {

struct Course {
  Split train;
  Split valid;  // may be empty
  std::vector<PlannedStep> steps;
  std::int64_t validate_every = 0;  // steps; 0: after every epoch. Always before the first and after the last
  std::string settings;             // settings_json: what a checkpoint must have been made with
  std::filesystem::path checkpoints;
};

// Called as the training goes on, for screens and plots; what an earlier run did is not told again.
struct Watcher {
  std::function<void(const StepReport&, double seconds)> stepped;
  std::function<void(std::int64_t step, const qwen35::Loss&)> validated;
  std::function<void(std::int64_t step)> resumed;
  std::function<void(const std::string& error)> not_saved;  // a checkpoint; the training goes on
};

struct Trained {
  std::vector<std::string> journal;
  std::optional<double> loss_before, loss_after;  // on the validation split
};

struct RunError {
  std::string text;         // problem (why): what to do
  bool is_stopped = false;  // by the caller's wish: the next run goes on from here
};

// Goes on from the newest checkpoint of the course's folder.
std::expected<Trained, RunError> run(Trainer& trainer, const Course& course, const Watcher& watcher,
                                     const IsStopped& is_stopped);

}  // namespace lora_trainer
