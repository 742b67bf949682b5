// One foreign crate, copied, stripped of control files, and judged by cargo in the sandbox.
//
//   scratch/src     the crate         -> /src        read-only, except while `lock` writes Cargo.lock, and as
//                                                    the options say
//   scratch/target  what cargo builds -> /target     writable
//   scratch/cargo   our CARGO_HOME    -> /cargo      read-only; also CLIPPY_CONF_DIR
//   the sysroot                       -> /toolchain  read-only
//
// Offline, RUSTFLAGS="", no incremental builds (but in a target folder that is kept), no debug information, one test thread, no backtraces. The
// paths inside are the same everywhere, so a target folder built in one workbench is fresh in another.
// `build_settings` names all that such a folder depends on beside the crates and the toolchain.
//
// A step's base::Error is about the sandbox; whatever the crate does is in its Step. Steps of one workbench must
// not overlap; different workbenches are independent. Spawn it on a thread that outlives the step (see
// sandbox/run.hpp).
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include <cargo/control_files.hpp>
#include <cargo/diagnostics.hpp>
#include <cargo/test_report.hpp>
#include <cargo/toolchain.hpp>
#include <sandbox/run.hpp>

namespace cargo {

struct WorkbenchOptions {
  // Of each step.
  sandbox::Limits limits;
  // rustfmt takes exponential time on nested parentheses.
  std::chrono::milliseconds format_wall{10'000};
  unsigned jobs = 2;
  LockFile lock_file = LockFile::remove;
  // Removed, unless the project's own style is what is asked about.
  StyleFiles style_files = StyleFiles::remove;
  // Writable for code that is to be judged as its author runs it: build scripts and tests that write beside
  // the source. The copy is then foreign: never write to it, nor trust what is read there.
  sandbox::Access source_access = sandbox::Access::read_only;
  // Text of CARGO_HOME/config.toml, for example a directory source for crates bound below /vendor.
  std::string config;
  // Text of the clippy.toml that takes the place of the crate's own; not used where that is kept.
  std::string clippy_config;
  // Below /cargo, too: registry and git of a CARGO_HOME.
  std::vector<sandbox::Bind> binds;
  // A target folder that another workbench built, copied into the new one; empty for none. What is fresh in
  // it is not compiled again.
  std::filesystem::path seed_target;
  // An existing folder that takes the place of scratch/target and stays; no seed then. The files of the crate
  // keep their times, by which cargo tells which of its packages are fresh there.
  std::filesystem::path kept_target;
};

// The variables that decide what cargo builds, one "NAME=value" a line.
std::string build_settings();

struct Step {
  // As one would type it: "cargo clippy --all-targets -- -D warnings".
  std::string command;
  sandbox::Outcome outcome;
  Messages messages;  // of steps that build

  bool succeeded() const { return outcome.succeeded(); }
};

struct TestRun {
  Step step;  // the list of tests if that failed, else the run
  TestReport report;
  TestVerdict verdict;
};

// A program of tests, to be run by itself.
struct TestBinary {
  std::string target;                // its name in Cargo.toml: "demo", "integration"
  std::vector<std::string> kinds;    // lib, bin, test, ...
  std::filesystem::path executable;  // inside: below /target
  std::filesystem::path package;     // inside: the folder of its Cargo.toml, in which it runs
};

struct TestBinaries {
  Step step;                         // "cargo test --no-run"
  std::vector<TestBinary> binaries;  // none if that failed
};

class Workbench {
 public:
  // `scratch` is a folder that is not there yet; the workbench makes and removes it.
  static base::Result<Workbench> open(const Toolchain& toolchain, const std::filesystem::path& crate,
                                      const std::filesystem::path& scratch, WorkbenchOptions options = {});
  Workbench(Workbench&& other) noexcept;
  Workbench& operator=(Workbench&&) = delete;
  ~Workbench();

  std::filesystem::path source() const { return scratch_ / "src"; }
  std::filesystem::path target() const;

  // Writes Cargo.lock where there is none; where there is one, nothing runs and the command is empty. First
  // of all steps.
  base::Result<Step> lock(std::stop_token stop = {}) const;
  // `cargo fmt --check`; exit code 1 both for a difference and for a text that cannot be parsed.
  base::Result<Step> format_check(std::stop_token stop = {}) const;
  base::Result<Step> check(std::stop_token stop = {}) const;
  base::Result<Step> build(std::stop_token stop = {}) const;
  // `cargo clippy --all-targets -- flags`.
  base::Result<Step> clippy(const std::vector<std::string>& flags = {"-D", "warnings"},
                            std::stop_token stop = {}) const;
  // `cargo clippy --workspace -- flags`: libraries and programs only, without their tests. Meant for
  // `--force-warn` and lints, which no attribute of the crate can silence.
  base::Result<Step> lint(const std::vector<std::string>& flags, std::stop_token stop = {}) const;
  // `cargo metadata --no-deps --format-version 1`; its JSON is on stdout. Needs no lock file.
  base::Result<Step> metadata(std::stop_token stop = {}) const;
  // Builds, lists and runs all tests, with the doctests; `required` as in `judge`.
  base::Result<TestRun> test(const std::vector<std::string>& required = {}, std::stop_token stop = {}) const;

  // Builds the tests, without the doctests, which have no program of their own: all of the package, or those that
  // further arguments of `cargo test` select.
  base::Result<TestBinaries> test_binaries(const std::vector<std::string>& selection = {},
                                           std::stop_token stop = {}) const;
  // Runs one of them as `cargo test` would, with these arguments and no longer than `wall`.
  base::Result<Step> run_test_binary(const TestBinary& binary, const std::vector<std::string>& arguments,
                                     std::chrono::milliseconds wall, std::stop_token stop = {}) const;

  // Any subcommand, as it is: no format of messages is asked for.
  base::Result<Step> run(const std::vector<std::string>& arguments, std::stop_token stop = {}) const;

  // A command line of the shell, as an agent types it; stdout holds both streams in the order in which they
  // were written. `wall` zero: that of the options.
  base::Result<Step> shell(const std::string& command, std::chrono::milliseconds wall = {},
                           std::stop_token stop = {}) const;

 private:
  Workbench() = default;
  base::Result<Step> run(const std::vector<std::string>& arguments, const std::vector<std::string>& trailing,
                         sandbox::Access source, std::chrono::milliseconds wall, std::stop_token stop) const;
  base::Result<Step> build_step(std::vector<std::string> arguments, const std::vector<std::string>& trailing,
                                std::stop_token stop) const;
  sandbox::Request request(std::vector<std::string> argv, std::chrono::milliseconds wall) const;

  Toolchain toolchain_;
  std::filesystem::path scratch_;
  WorkbenchOptions options_;
};

}  // namespace cargo
