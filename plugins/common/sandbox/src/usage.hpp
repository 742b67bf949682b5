// What a running sandbox uses of the host, read from outside it.
#pragma once

#include <cstdint>
#include <filesystem>

#include <sys/types.h>

namespace sandbox {

// Resident bytes that belong to no file, over `process` and all its descendants. Memory shared between
// processes counts once for each. Processes that end meanwhile count nothing.
std::uint64_t private_memory(pid_t process);

// Bytes that the files below `folder` occupy, hard links shared out among their names. Stops counting past
// `enough`, and returns more than that for folders nested too deep to be counted. Folders that their owner
// closed to itself are opened.
std::uint64_t occupied(const std::filesystem::path& folder, std::uint64_t enough);

}  // namespace sandbox
