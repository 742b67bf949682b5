#include "run_options.hpp"

namespace flowrun::cli {

void ChoosingOptions::apply_to(graph::RunOptions& options) const {
  options.force = force;
  options.seed = seed;
  for (const std::string& stage : retry) {
    if (stage.empty())
      options.retry_all = true;
    else
      options.retry.push_back(stage);
  }
  if (!only.empty()) options.only = only;
  if (!to.empty()) options.to = to;
}

void add_choosing_options(CLI::App& command, ChoosingOptions& options) {
  auto* only =
      command.add_option("--only", options.only, "run this stage alone, on the inputs of its last run")
          ->type_name("STAGE");
  command.add_option("--to", options.to, "run this stage and what it needs")
      ->type_name("STAGE")
      ->excludes(only);
  command.add_option("--force", options.force, "run this stage anew, whatever the store has of it")
      ->type_name("STAGE")
      ->allow_extra_args(false);
  command
      .add_option("--retry", options.retry,
                  "try again what failed or was rejected before; without a STAGE, in all stages")
      ->type_name("[STAGE]")
      ->expected(0, 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--seed", options.seed, "seed of everything that is drawn at random (default 0)")
      ->type_name("N");
}

}  // namespace flowrun::cli
