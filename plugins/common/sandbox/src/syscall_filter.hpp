// The system calls that a sandboxed command may not make, as a classic BPF program for `bwrap --seccomp`.
//
// A deny list: namespaces and mounts, tracing, keys, kernel modules, memory files that no limit would count,
// sockets of families other than UNIX and IP (vsock and netlink are not confined by a network namespace),
// files with the set-user or set-group bit (for an ordinary user they would be the user's own, and stay).
// Denied calls fail with an error and do not kill, as build tools probe for what they may use.
#pragma once

#include <string>

namespace sandbox {

// The bytes of an array of sock_filter.
std::string syscall_filter();

}  // namespace sandbox
