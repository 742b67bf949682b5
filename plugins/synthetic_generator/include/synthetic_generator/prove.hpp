// Whether a rendered pair is what it claims to be: decided by the compiler, in the sandbox.
//
//   start  fails as its trap says (or builds and passes, where the trap is one of style or of something
//          missing)
//   done   is formatted, builds, is clean under clippy, passes every test that its syntax shows, has no
//          finding of the detectors, and one of its mutants fails a test; the command that showed the fault
//          is clean now
//
// A pair that does not hold is rejected by one of its gates.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <cargo/workbench.hpp>
#include <synthetic_generator/gate.hpp>
#include <synthetic_generator/plan.hpp>

namespace synthetic_generator {

struct Environment {
  cargo::Toolchain toolchain;
  cargo::WorkbenchOptions options;  // for skeletons that need std alone
  // Options with the crates that skeletons use; asked for by those that need them.
  std::function<base::Result<cargo::WorkbenchOptions>()> options_with_crates;
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

Proved<Proof> prove(const Unit& unit, const Rendered& rendered, const Environment& environment);

}  // namespace synthetic_generator
