// The crates that commits need, fetched without running anything of a repository; one pool for all
// repositories and commits.
//
//   pool/home/registry, git   a CARGO_HOME of our own, which workbenches see read-only
//   pool/locks/<digest>       the lock file that goes with a definition, once its crates are in the pool
//
// cargo reads foreign configuration even to fetch, so it never sees the repository, only a definition of our
// own (definition.hpp), with none of the user's credentials. A lock file that does not fit is mended and a
// missing one made by cargo's resolver, which respects the `rust-version` of the packages; the same definition
// gets the same lock file ever after. A pool may be removed as a whole while nothing runs.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <cargo/toolchain.hpp>
#include <sandbox/request.hpp>

#include "proof/definition.hpp"

namespace git_miner {

struct PooledCrates {
  std::string lock;  // for the commit's own Cargo.lock
  // Where there is none: the commit's own fault, and cargo's words.
  std::optional<Unproved> reason;
  std::string evidence;
};

enum class Network { allowed, none };

class CratePool {
 public:
  // `folder` exists and survives.
  CratePool(cargo::Toolchain toolchain, std::filesystem::path folder, Network network);

  // `like`: the lock file of a relative, by which a missing one is made as far as it fits; may be empty. The error is
  // about the machine: no network, a full disk, a stop. Threads and processes wait for each other.
  base::Result<PooledCrates> provide(const Definition& definition, std::string_view like,
                                     const std::stop_token& stop) const;

  // For a workbench whose lock file is one of ours.
  base::Result<std::vector<sandbox::Bind>> binds() const;

 private:
  base::Result<PooledCrates> fetch(const Definition& definition, const std::string& lock,
                                   const std::stop_token& stop) const;

  cargo::Toolchain toolchain_;
  std::filesystem::path folder_;
  Network network_;
};

// Whether the words of a cargo that failed are about the network, not about what it was to fetch.
bool is_lack_of_network(std::string_view said);

}  // namespace git_miner
