// How a command ended, and what it wrote.
#pragma once

#include <chrono>
#include <string>

#include <base/enum_names.hpp>

namespace sandbox {

enum class Ending {
  exited,           // with exit_code
  signalled,        // by exit_code - 128; a command that exits with 129..192 reads the same, as in a shell
  timed_out,        // Limits::wall
  out_of_memory,    // Limits::memory
  out_of_disk,      // Limits::disk
  too_much_output,  // Limits::output
  stopped,          // by the stop token
  could_not_start,  // argv[0] is not there or not executable; stderr_text says why
};
constexpr auto enum_names(Ending) {
  return base::names("exited", "signalled", "timed out", "out of memory", "out of disk", "too much output",
                     "stopped", "could not start");
}

struct Outcome {
  Ending ending = Ending::could_not_start;
  int exit_code = -1;  // of exited and signalled, else -1
  std::string stdout_text;
  std::string stderr_text;
  bool truncated = false;  // one of the texts stops before what the command wrote did
  std::chrono::milliseconds wall{0};

  bool succeeded() const { return ending == Ending::exited && exit_code == 0; }
};

}  // namespace sandbox
