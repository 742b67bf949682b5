#include "proof/locks.hpp"

#include <filesystem>
#include <utility>

#include "proof/crate_pool.hpp"
#include "proof/scratch_file.hpp"

namespace git_miner {
namespace {

Or<std::string> lock_of(const Repository& repository, const std::string& commit, const CratePool& pool,
                        CratesFrom from, const std::string& like, const std::stop_token& stop) {
  auto definition = definition_of(repository, commit);
  if (!definition) return refuse(definition.error());
  if (!*definition) return refuse(Unproved::no_manifest);
  if (from == CratesFrom::manifests) (*definition)->lock.clear();
  auto crates = pool.provide(**definition, like, stop);
  if (!crates) return refuse(crates.error());
  if (crates->reason) return refuse(*crates->reason, crates->evidence);
  return std::move(crates->lock);
}

}  // namespace

Or<Locks> locks_of(const Repository& repository, const ChangeSet& set, const VerifyOptions& options,
                   CratesFrom from, const std::stop_token& stop) {
  const bool is_shared = !options.crates.empty();
  const auto folder = is_shared ? options.crates : options.scratch / "pool";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return refuse(write_problem(error));
  const CratePool pool(options.toolchain, folder, is_shared ? Network::allowed : Network::none);
  auto before = lock_of(repository, set.text.parents.front(), pool, from, "", stop);
  if (!before) return std::unexpected(before.error());
  auto after = lock_of(repository, set.text.id, pool, from, *before, stop);
  if (!after) return std::unexpected(after.error());
  auto crates = pool.binds();
  if (!crates) return refuse(crates.error());
  return Locks{*std::move(before), *std::move(after), *std::move(crates)};
}

}  // namespace git_miner
