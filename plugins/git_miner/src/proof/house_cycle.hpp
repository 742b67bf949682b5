// The checks of a change as a person types them, for the packages that hold it.
#pragma once

#include <string>

#include "proof/builder.hpp"
#include "proof/scope.hpp"
#include "proof/test_outcome.hpp"

namespace git_miner {

struct TestsRun {
  bool built = false;
  sandbox::Outcome outcome;
  TestOutcome tests;
};

inline constexpr const char* format_command = "cargo fmt --check";
std::string clippy_command(const Scope& scope);
std::string test_command(const Scope& scope);

Or<TestsRun> run_tests(const Builder& builder, const cargo::Workbench& bench, const std::string& command);

}  // namespace git_miner
