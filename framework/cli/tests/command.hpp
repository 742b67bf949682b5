// Runs the command in the test's own process.
#pragma once

#include <string>
#include <vector>

#include <graph/exit_code.hpp>
#include <test_support/captured_stream.hpp>

#include "command_line.hpp"

struct CommandResult {
  flowrun::graph::ExitCode exit_code;
  std::string out, error;  // what went to stdout and stderr
};

inline CommandResult command(const std::vector<std::string>& words) {
  test_support::CapturedStream out(stdout), error(stderr);
  const auto exit_code = flowrun::cli::run_command_line(words);
  return {exit_code, out.text(), error.text()};
}
