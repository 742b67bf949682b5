// Watches one child until it, and in a sandbox everything it started, is gone: reads its output, keeps its
// limits, hears the stop token.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include <base/error.hpp>
#include <sandbox/outcome.hpp>

#include "child.hpp"

namespace sandbox {

struct Watch {
  // From when the sandboxed command can start; of a host program, from when it was spawned.
  std::chrono::milliseconds wall;
  std::uint64_t output;
  std::stop_token stop;
  // Called once with the first process of the sandbox, which waits for it; an error ends the sandbox.
  std::function<base::Result<void>(pid_t)> started;
  // Called every few milliseconds from then on; what it returns ends the sandbox.
  std::function<std::optional<Ending>(pid_t)> sample;
  // How long bubblewrap may take to make the sandbox.
  std::chrono::milliseconds start{30'000};
};

// The read ends of the child's pipes. `status` carries what `bwrap --json-status-fd` writes; a host program
// has none.
struct Streams {
  Fd out;
  Fd err;
  Fd status;
};

struct Seen {
  std::optional<Ending> forced;  // why the watch ended it; empty if it ended by itself
  bool started = false;          // the sandbox was made, so that its command could start
  int wait_status = 0;           // of the child, as waitpid gives it
  std::optional<int> exit_code;  // that bubblewrap reported: empty if the command never ran
  std::string out;
  std::string err;
  bool truncated = false;
  std::chrono::milliseconds wall{0};
};

base::Result<Seen> supervise(Child child, Streams streams, const Watch& watch);

}  // namespace sandbox
