// Commands of cargo that were killed from outside.
#pragma once

#include <sandbox/outcome.hpp>

namespace cargo {

// Whether cargo, or a compiler that it ran, was killed by SIGKILL or SIGTERM: by the kernel for want of memory,
// or by somebody. Of a compiler only cargo's own last words count, not what code lets the compiler print. It says
// nothing about the code, unless the code ran meanwhile (a build script, a procedural macro, a test) and did it
// itself.
bool is_killed(const sandbox::Outcome& outcome);

}  // namespace cargo
