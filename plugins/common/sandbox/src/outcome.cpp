#include <sandbox/outcome.hpp>

namespace sandbox {

std::string_view name(Ending ending) {
  switch (ending) {
    case Ending::exited:
      return "exited";
    case Ending::signalled:
      return "signalled";
    case Ending::timed_out:
      return "timed out";
    case Ending::out_of_memory:
      return "out of memory";
    case Ending::out_of_disk:
      return "out of disk";
    case Ending::too_much_output:
      return "too much output";
    case Ending::stopped:
      return "stopped";
    case Ending::could_not_start:
      return "could not start";
  }
  return "unknown";
}

}  // namespace sandbox
