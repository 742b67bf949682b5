#include "proof/house_cycle.hpp"

namespace git_miner {

std::string clippy_command(const Scope& scope) {
  return std::string(lint_command) + scope.flags() + " --all-targets -- -D warnings";
}

std::string test_command(const Scope& scope) { return "cargo test" + scope.flags(); }

Or<TestsRun> run_tests(const Builder& builder, const cargo::Workbench& bench, const std::string& command) {
  auto outcome = builder.compile(bench, command);
  if (!outcome) return std::unexpected(outcome.error());
  TestsRun run{.built = false, .outcome = {}, .tests = read_test_outcome(outcome->stdout_text)};
  run.built = outcome->succeeded() || run.tests.programs > 0;
  run.outcome = *std::move(outcome);
  return run;
}

}  // namespace git_miner
