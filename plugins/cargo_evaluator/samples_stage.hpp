// task_samples: a task in, once for each rollout that shall be made of it.
#pragma once

#include <string>

#include <flow/stage.hpp>
#include <rust_tasks/task_record.hpp>

// Each sample is a record, so a unit of what solves it: it fails, is kept and is done again by itself, and a higher number adds
// samples to those that are there.
class TaskSamples : public flow::Transform<rust_tasks::Task, rust_tasks::Task> {
 public:
  struct Params {
    std::int64_t samples = 1;
  };
  static constexpr flow::StageInfo info{.name = "task_samples",
                                        .version = 1,
                                        .summary = "Repeats each task for several rollouts of it",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("samples", &Params::samples, "of each task; 1 passes it as it is").range(1, 64));

  explicit TaskSamples(Params params) : params_(params) {}

  flow::Result process(const rust_tasks::Task& task, Emit& out, flow::Context&) const {
    if (params_.samples == 1) {
      out.pass();
      return flow::ok();
    }
    for (std::int64_t sample = 1; sample <= params_.samples; ++sample) {
      rust_tasks::Task one = task;
      one.sample = sample;
      out(std::move(one), task.id + "/" + std::to_string(sample));
    }
    return flow::ok();
  }

 private:
  Params params_;
};
