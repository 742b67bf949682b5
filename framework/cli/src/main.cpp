#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "output.hpp"

int main(int argc, char** argv) {
  // Libraries of stages may bring OpenMP, whose threads by default spin while they wait: beside other stages,
  // builds in the sandbox and other programs that costs more than it gives. Read when such a library is
  // loaded.
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
  flowrun::cli::survive_closed_pipe();
  return std::to_underlying(flowrun::cli::run_command_line(std::vector<std::string>(argv + 1, argv + argc)));
}
