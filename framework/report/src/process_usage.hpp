// What the process takes of the machine.
#pragma once

#include <cstdint>

namespace flowrun::report {

// Memory that is in RAM, in bytes; 0 where the system does not tell.
std::uint64_t resident_bytes();
// Seconds of CPU time of all its threads, without other processes that it started.
double cpu_seconds();

}  // namespace flowrun::report
