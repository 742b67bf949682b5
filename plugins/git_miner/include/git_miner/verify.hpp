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
  // An existing folder that survives, for fetched crates; empty = none are fetched.
  std::filesystem::path crates;
};

enum class Unproved {
  files_unsuitable,
  unusual_paths,
  not_copied,
  not_built,
  dependencies_unresolved,
  not_tested,
  tests_fail,
  test_lost,
  tests_prove_nothing,
  not_mined,
};
constexpr auto enum_names(Unproved) {
  return base::names("too many or too large files, or unusual paths", "unusual paths",
                     "its files cannot be copied", "it cannot be built",
                     "dependencies cannot be resolved offline", "it cannot be tested",
                     "its tests do not pass", "a test of before is gone or fails",
                     "its tests pass without it", "it would not be mined");
}

struct Verified {
  std::optional<Proof> proof;
  std::optional<Unproved> reason;  // where there is none
};

// Errors are the machine's: no sandbox, no toolchain, no network, a full disk, a stop, a damaged mirror. What
// a commit brings upon itself is a reason, whatever step it spoils. Blocks its thread; see sandbox/run.hpp.
base::Result<Verified> verify(const Repository& repository, const std::string& commit,
                              const VerifyOptions& options, std::stop_token stop = {});

}  // namespace git_miner
