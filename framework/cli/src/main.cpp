#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "command_line.hpp"
#include "output.hpp"

namespace {

// A file that is opened where stderr was closed would get what is told there: the store's, at worst.
void open_standard_streams() {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; ++file) {
    if (::fcntl(file, F_GETFD) == -1) (void)::open("/dev/null", O_RDWR);
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  // Libraries of stages may bring OpenMP, whose threads by default spin while they wait: beside other stages,
  // builds in the sandbox and other programs that costs more than it gives. Read when such a library is
  // loaded.
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
  flowrun::cli::survive_closed_pipe();
  return std::to_underlying(flowrun::cli::run_command_line(std::vector<std::string>(argv + 1, argv + argc)));
}
