// cargo_tasks: a folder of tasks in, one record each out.
#pragma once

#include <cargo/stage_crates.hpp>
#include <cargo_evaluator/load_tasks.hpp>
#include <digest/sha256.hpp>
#include <flow/codec.hpp>
#include <flow/stage.hpp>
#include <rust_tasks/task_record.hpp>

class CargoTasks : public flow::Source<rust_tasks::Task, rust_tasks::Task> {
 public:
  struct Params {
    flow::Path tasks;
  };
  static constexpr flow::StageInfo info{.name = "cargo_tasks",
                                        .version = 1,
                                        .summary = "Lists Rust tasks with hidden tests",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("tasks", &Params::tasks, "folder of tasks, one folder each").listed().required());

  explicit CargoTasks(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<rust_tasks::Task>& out, flow::Context&) const {
    auto tasks = cargo_evaluator::load_tasks(params_.tasks.path());
    if (!tasks) return flow::failed(cargo::transient(tasks.error()));
    // What judges is part of what is judged: another toolchain solves and judges the tasks anew.
    const auto toolchain = cargo::find_toolchain();
    if (!toolchain) return flow::failed(cargo::transient(toolchain.error()));
    for (cargo_evaluator::BrokenTask& broken : tasks->broken)
      out.fail(std::move(broken.name), std::move(broken.error));
    for (rust_tasks::Task& task : tasks->tasks) {
      task.toolchain = toolchain->text();
      std::string key = task.id;
      std::string fingerprint = digest::sha256_hex(flow::codec::to_json(task));
      out.add(std::move(key), std::move(fingerprint), std::move(task));
    }
    return flow::ok();
  }

  flow::Result process(const rust_tasks::Task& task, Emit& out, flow::Context&) const {
    out(task, task.id);
    return flow::ok();
  }

 private:
  Params params_;
};
