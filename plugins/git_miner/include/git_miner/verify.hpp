// Proves a commit by building, checking and testing it in the sandbox.
//
//   after       the commit: `cargo fmt --check`, `cargo clippy --all-targets -- -D warnings`, `cargo test`
//   base+test   the parent with the commit's tests: files of tests, and what stands under #[cfg(test)]
//   base        the parent
//
// The commands run for the packages that hold the changed files, or for the whole of a small workspace. A commit
// is proved when `after` builds, its changed code was compiled there (see src/proof/compiled.hpp), all of its tests
// pass and none of those that pass in `base` is gone, and, where it brings new tests, one of them does not pass in
// base+test. A base+test that does not compile counts as not passed: the usual case in Rust, where a test uses what
// the commit adds. The tests of `base` do not run where the change's text alone shows that none can be gone
// (src/proof/kept_tests.hpp) and they decide nothing else; nor do its doctests where no documentation changes. In base+test
// the new tests run alone, where that already shows the change.
//
// Tests that fail in `after` and in `base`, eight at most, are skipped by name; the run of `base` that shows each of them fail is
// kept, and without it there is no proof.
//
// A style check that fails in `after` is left out if it fails in `base`, too, and that run is kept; else there is no
// proof. What `cargo fmt` alone refuses is told before anything is built. Where there are no tests at all the proof says
// that it rests on the build.
//
// Where both sides fail for what a newer toolchain refuses of older code, there is another try: lints of the repository's own
// code that end the build only warn, clippy apart, or the newest crates that the manifests allow stand in for those of the
// lock file, if it is these that do not compile or are aborted. The proof says so (src/proof/remedy.hpp).
//
// Crates are fetched beforehand by a definition of our own (src/proof/definition.hpp) into one pool. What was
// compiled stays in the repository's folder, so that a dependency compiles once for each version.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <cargo/workbench.hpp>
#include <git_miner/mine.hpp>

namespace git_miner {

struct VerifyOptions {
  cargo::Toolchain toolchain;
  // Limits, number of jobs; the rest is set by `verify`.
  cargo::WorkbenchOptions workbench;
  std::filesystem::path scratch;  // an existing folder
  // An existing folder that survives, for the crates of all repositories; empty = none are fetched.
  std::filesystem::path crates;
  // An existing folder that survives, of this repository alone: what its commits were compiled to. Where another
  // verification uses it, and where it is empty, this one builds in `scratch`.
  std::filesystem::path kept;
  // For all steps of a commit together; three times as much where nothing is compiled yet.
  std::chrono::milliseconds wall{300'000};
};

enum class Unproved {
  not_mined,
  files_unsuitable,
  no_manifest,
  path_outside,
  other_registry,
  git_unreachable,
  dependencies_unresolved,
  needs_nightly,
  needs_newer_rust,
  not_compiled,
  build_fails,
  build_fails_after,
  tests_fail,
  tests_fail_after,
  test_lost,
  tests_prove_nothing,
  clippy_fails_after,
  format_fails_after,
  changes_sources,
  out_of_time,
  too_large,
  not_run,
};
constexpr auto enum_names(Unproved) {
  return base::names(
      "it would not be mined", "too many or too large files, or unusual paths",
      "no manifest at the repository's root", "it needs a path outside the repository",
      "it needs a registry other than the default one", "it needs a git dependency that cannot be fetched",
      "its dependencies cannot be resolved", "it needs a nightly toolchain", "it needs a newer toolchain",
      "the changed code is not compiled here (cfg, features or targets)",
      "it builds neither before nor after", "the build fails only after it", "tests fail before and after it",
      "tests fail only after it", "a test of before is gone", "its new tests pass without it",
      "clippy fails only after it", "fmt fails only after it", "its build or tests change its sources",
      "out of time", "it needs more memory, disk or output than allowed", "it cannot be run in the sandbox");
}

struct Verified {
  std::optional<Proof> proof;
  std::optional<Unproved> reason;  // where there is none
  std::string evidence = {};       // with the reason: a file, a test, an error's first line; may be empty
};

// Held while a commit is verified with this folder as VerifyOptions::kept: waits until no other process or thread holds it.
// Side by side each commit would compile the dependencies for itself. The error is a stop, or the disk's.
base::Result<std::shared_ptr<const void>> turn_in(const std::filesystem::path& kept, std::stop_token stop);

// Errors are the machine's: no sandbox, no toolchain, no network, a full disk, a stop, a damaged mirror. What
// a commit brings upon itself is a reason, whatever step it spoils. Blocks its thread; see sandbox/run.hpp. Any
// number of threads with a repository object and a scratch folder for each.
base::Result<Verified> verify(const Repository& repository, const std::string& commit,
                              const VerifyOptions& options, std::stop_token stop = {});

}  // namespace git_miner
