#include "proof/before_side.hpp"

namespace git_miner {

Refusal explained_by_parent(const Builder& builder, const ChangeSet& set, const Locks& locks,
                            Refusal refusal) {
  const auto bench = builder.open(set.text.parents.front(), {{"Cargo.lock", locks.before}});
  if (!bench) return bench.error();
  const auto packages = builder.packages(*bench);
  if (!packages && packages.error().problem) return packages.error();
  if (packages) {
    const auto built = builder.compile(*bench, test_command(scope_of(*packages, set)) + " --no-run");
    if (!built) return built.error();
    if (built->succeeded()) return refusal;
  }
  refusal.reason = Unproved::build_fails;
  return refusal;
}

}  // namespace git_miner
