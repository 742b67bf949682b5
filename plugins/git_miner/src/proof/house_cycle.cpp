#include "proof/house_cycle.hpp"

namespace git_miner {

std::string clippy_command(const Scope& scope) {
  return "cargo clippy" + scope.flags() + " --all-targets -- -D warnings";
}

std::string test_command(const Scope& scope) { return "cargo test" + scope.flags(); }

Or<TestsRun> run_tests(const Builder& builder, const cargo::Workbench& bench, const Scope& scope,
                       const std::string& options) {
  const std::string command = test_command(scope);
  const auto built = builder.compile(bench, command + " --no-run");
  if (!built) return std::unexpected(built.error());
  auto outcome = built->succeeded() ? builder.run(bench, command + options) : builder.compile(bench, command);
  if (!outcome) return std::unexpected(outcome.error());
  TestsRun run{.built = built->succeeded(), .outcome = {}, .tests = read_test_outcome(outcome->stdout_text)};
  run.outcome = *std::move(outcome);
  return run;
}

Or<CapturedRun> run_clippy(const Builder& builder, const cargo::Workbench& bench, const Scope& scope,
                           Shown shown) {
  const std::string command = clippy_command(scope);
  const auto first = builder.compile(bench, command);
  if (!first) return std::unexpected(first.error());
  if (!first->succeeded() && shown == Shown::if_clean) return captured_run(command, *first);
  const auto again = builder.compile(bench, command);
  if (!again) return std::unexpected(again.error());
  return captured_run(command, *again);
}

}  // namespace git_miner
