// cargo_evaluator: what an agent left behind in, a verdict out.
#pragma once

#include <chrono>

#include <cargo/stage_crates.hpp>
#include <cargo_evaluator/judge.hpp>
#include <flow/stage.hpp>
#include <rust_tasks/rollout_record.hpp>
#include <rust_tasks/verdict_record.hpp>

class CargoEvaluator : public flow::Transform<rust_tasks::Rollout, rust_tasks::Verdict> {
 public:
  struct Params {
    flow::Path crates;
    std::int64_t step_seconds = 120;
  };
  static constexpr flow::StageInfo info{.name = "cargo_evaluator",
                                        .version = 4,
                                        .summary = "Judges candidates with cargo, clippy and hidden tests",
                                        .traits = flow::deterministic | flow::blocking | flow::at_most_one,
                                        .needs = {{{"cargo", 1}}}};
  static constexpr auto params = flow::params<Params>(
      flow::param("crates", &Params::crates, "workspace whose lock file says which crates may be used")
          .required(),
      flow::param("step_seconds", &Params::step_seconds,
                  "after which one run of cargo or of a test program ends")
          .range(1, 3600));

  explicit CargoEvaluator(Params params) : params_(std::move(params)) {}

  flow::Result process(const rust_tasks::Rollout& rollout, Emit& out, flow::Context& context) const {
    auto ready = crates_.get(params_.crates.path(), context);
    auto verdict = cargo_evaluator::judge(rollout, {.toolchain = std::move(ready.toolchain),
                                                    .crates = std::move(ready.crates),
                                                    .scratch = context.scratch(),
                                                    .seed = context.seed(),
                                                    .step_wall = std::chrono::seconds(params_.step_seconds),
                                                    .stop = context.stop_token()});
    if (!verdict) return flow::failed(cargo::transient(verdict.error()));
    std::string key = verdict->task + "/" + verdict->variant;
    if (rollout.sample) key += "/" + std::to_string(*rollout.sample);
    out(*std::move(verdict), key);
    return flow::ok();
  }

 private:
  Params params_;
  cargo::StageCrates crates_;
};
