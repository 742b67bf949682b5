#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "command_line.hpp"
#include "output.hpp"

// What jemalloc reads when it starts; the environment's MALLOC_CONF goes before. As it is set by default it gives large blocks
// back at once, and a training step, which frees a gigabyte and takes it again, faults half a million pages in: a quarter of
// its time. So free pages stay for half a minute, and are then the kernel's to take where it needs them (MADV_FREE).
extern "C" [[gnu::visibility("default")]] const char* malloc_conf;
const char* malloc_conf = "oversize_threshold:0,dirty_decay_ms:30000,muzzy_decay_ms:-1";

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
