// A whole training: validation, all steps, checkpoints.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <lora_trainer/course.hpp>
#include <lora_trainer/trainer.hpp>

namespace lora_trainer {

// Called as the training goes on, for screens and plots; what an earlier run did is not told again.
struct Watcher {
  std::function<void(const StepReport&, double seconds)> stepped;
  std::function<void(std::int64_t step, const qwen35::Loss&)> validated;
  std::function<void(std::int64_t step)> resumed;
  std::function<void(const std::string& why)> begun_anew;   // beside a checkpoint
  std::function<void(const base::Error& error)> not_saved;  // a checkpoint; the training goes on
};

struct Trained {
  std::vector<std::string> journal;
  std::optional<double> loss_before,
      loss_after;              // on the validation split, of the base and of what is published
  std::int64_t published = 0;  // the step whose adapter the trainer has now
  bool is_cut_short = false;   // further steps would not have helped (Course::patience)
};

// Goes on from the newest checkpoint of the course's folder. The error is transient where `is_stopped` ended
// it: the next run goes on from here.
base::Result<Trained> run(Trainer& trainer, const Course& course, const Watcher& watcher,
                          const IsStopped& is_stopped);

}  // namespace lora_trainer
