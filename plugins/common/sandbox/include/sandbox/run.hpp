// Runs hostile commands in bubblewrap: own user, process, network, IPC and mount namespaces, no capabilities,
// a system-call filter, /usr read-only, a private /tmp, no network but a private loopback, nothing else of
// the host. Its users are root, as which nothing runs, and nobody.
//
//   run -> [as root: unshare -m, bind the sources to a readable place, setpriv to nobody] -> bwrap -> command
//
// Works as root and as an ordinary user; both need bubblewrap and unprivileged user namespaces. The process
// limit is set inside the sandbox's own user namespace, so that it counts the sandbox's processes only; as
// host root it would not hold, hence nobody.
//
// When run() returns, no process of the sandbox is left, however the command ended. Thread-safe; it blocks
// its thread, which must outlive the call (bubblewrap dies with the thread that started it). All texts are
// bytes as written.
#pragma once

#include <stop_token>

#include <base/error.hpp>
#include <sandbox/outcome.hpp>
#include <sandbox/request.hpp>

namespace sandbox {

// Errors: bubblewrap missing, a system that lets it make no sandbox (what would help is said), a bind or
// working folder that is not there, no resources.
base::Result<Outcome> run(const Request& request, std::stop_token stop = {});

// Whether commands can be run in the sandbox here: runs an empty one, which takes some 20 ms. Ask once,
// where a run opens, so that it fails before its first record.
base::Result<void> probe();

// Runs a trusted host command outside the sandbox: in `/`, with the environment given, no stdin, `wall` as
// its limit. Never for files that we did not write.
base::Result<Outcome> run_trusted(const std::vector<std::string>& argv,
                                  const std::vector<std::pair<std::string, std::string>>& environment,
                                  std::chrono::milliseconds wall, std::stop_token stop = {});

}  // namespace sandbox
