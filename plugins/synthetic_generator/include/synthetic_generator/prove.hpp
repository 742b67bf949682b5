// Whether a rendered pair is what it claims to be: decided by the compiler, in the sandbox.
//
//   start  fails as its trap says (or builds and passes, where the trap is one of style or of something
//   missing) done   is formatted, builds, is clean under clippy, passes every test that its syntax shows, has
//   no finding of the
//          detectors, and one of its mutants fails a test; the command that showed the fault is clean now
//
// A pair that does not hold gives a Failure of its gate: data, not an error. `machine` marks the others: no
// sandbox, no crates, stopped.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <cargo/workbench.hpp>
#include <synthetic_generator/plan.hpp>

namespace synthetic_generator {

struct Failure {
  std::string gate;    // short and stable: "start compiles"
  std::string detail;  // with the end of the output where there is one
  bool machine = false;
};

struct Environment {
  cargo::Toolchain toolchain;
  cargo::WorkbenchOptions options;  // for skeletons that need std alone
  // Options with the crates that skeletons use; asked for by those that need them.
  std::function<std::expected<cargo::WorkbenchOptions, cargo::Error>()> options_with_crates;
  std::filesystem::path scratch;  // an existing folder of this unit alone
  std::stop_token stop;
};

struct Captured {
  std::string command;
  std::string output;  // published form, both streams
  int exit_code = 0;
};

struct Proof {
  Files start, done;  // formatted
  std::optional<Captured> before;
  std::string code;            // of the first error of the start side, as observed; empty if it has none
  std::string diagnostic;      // that error alone, as printed
  Captured clippy, test;       // of the done side
  std::vector<Captured> more;  // further checks of the done side, all of them clean
  std::vector<std::pair<std::string, int>> commands;  // those of the done side, with their exit codes
  std::size_t tests = 0;
  std::size_t failing_tests = 0;  // of the start side, as its command shows
  std::string mutant;             // what was changed when a test failed
};

std::expected<Proof, Failure> prove(const Unit& unit, const Rendered& rendered,
                                    const Environment& environment);

}  // namespace synthetic_generator
