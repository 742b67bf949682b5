#include <algorithm>

#include "proof/before_side.hpp"

namespace git_miner {

Refusal explained_by_parent(const Builder& builder, const ChangeSet& set, const Locks& locks,
                            Refusal refusal) {
  const auto bench = builder.open(set.text.parents.front(), {{"Cargo.lock", locks.before}});
  if (!bench) return bench.error();
  const auto packages = builder.packages(*bench);
  if (!packages && packages.error().problem) return packages.error();
  const bool builds = refusal.reason != Unproved::build_fails_after;
  if (packages) {
    const std::string command = test_command(scope_of(*packages, set));
    if (builds) {
      const auto run = run_tests(builder, *bench, command + " --no-fail-fast");
      if (!run) return run.error();
      if (run->tests.is_whole) return refusal;
    } else {
      const auto built = builder.compile(*bench, command + " --no-run --message-format=json");
      if (!built) return built.error();
      if (built->succeeded()) return refusal;
      // A lint that only the commit breaks is not one to pass over.
      const auto lints = lints_of_build(cargo::read_messages(built->stdout_text));
      if (!std::ranges::includes(lints, refusal.lints)) refusal.remedy.reset();
    }
  }
  refusal.reason = builds ? Unproved::tests_fail : Unproved::build_fails;
  return refusal;
}

}  // namespace git_miner
