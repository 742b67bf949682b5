// The limits that the kernel keeps for one process and those that it starts.
#pragma once

#include <sys/types.h>

#include <base/error.hpp>
#include <sandbox/request.hpp>

namespace sandbox {

// Sets them on a process that already waits in the sandbox.
base::Result<void> limit_process(pid_t process, const Limits& limits);

}  // namespace sandbox
