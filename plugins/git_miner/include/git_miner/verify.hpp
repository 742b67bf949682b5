// Proves a commit by building and testing it in the sandbox.
//
//   base        the parent
//   base+test   the parent with the commit's tests: files of tests, and what stands under #[cfg(test)]
//   after       the commit
//
// Accepted when `after` builds and its tests pass (at least one, none of those that pass before fails), and,
// where the commit brings tests, at least one test that does not pass in base+test passes in `after`. A
// base+test that does not compile counts as not passed: the usual case in Rust, where a test uses what the
// commit adds.
//
// Crates come from the commit's own lock file, fetched beforehand by a manifest of our own (one package
// without dependencies by path or from git), else from the caller's workbench options.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include <cargo/workbench.hpp>
#include <git_miner/mine.hpp>

namespace git_miner {

struct VerifyOptions {
  cargo::Toolchain toolchain;
  cargo::WorkbenchOptions workbench;
  std::filesystem::path scratch;  // an existing folder
  std::filesystem::path
      crates;  // an existing folder that survives, for fetched crates; empty = none are fetched
};

struct Verified {
  std::optional<Proof> proof;
  std::string reason;  // why there is none: a short stable phrase
};

// Errors are the machine's: no sandbox, no toolchain, no network, a full disk, a stop, a damaged mirror. What
// a commit brings upon itself is a reason, whatever step it spoils. Blocks its thread; see sandbox/run.hpp.
std::expected<Verified, Problem> verify(const Repository& repository, const std::string& commit,
                                        const VerifyOptions& options, std::stop_token stop = {});

}  // namespace git_miner
