// What to run in the sandbox, what it may see, and how much it may use.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sandbox {

enum class Access { read_only, writable };

// A host file or folder shown at `inside`. Both paths are absolute; `inside` must not hide /usr, /proc or
// /dev.
//
// When this process is root, the command runs as nobody (65534): what is bound read-only must be readable by
// others (folders above it need not be), and the files below a writable bind are *given to nobody*. So bind
// only scratch folders writable, never one that the user works in.
struct Bind {
  std::filesystem::path host;
  std::filesystem::path inside;
  Access access = Access::read_only;
};

// Passing one of these ends the command, its whole process tree, or the offending call. Sizes are bytes.
struct Limits {
  // From when the command starts; making the sandbox is not counted.
  std::chrono::milliseconds wall{120'000};
  // Private memory of all processes together, sampled; one process cannot map more than this and a fixed
  // reserve.
  std::uint64_t memory = 3ull << 30;
  // Processes and threads alive at once. Kernels before 5.14 count all of the user's, not only the sandbox's.
  std::uint64_t processes = 256;
  // One file; a write past it raises SIGXFSZ.
  std::uint64_t file_size = 1ull << 30;
  std::uint64_t open_files = 1024;
  // All writable binds together, sampled.
  std::uint64_t disk = 2ull << 30;
  // The private /tmp. It lies in memory and comes on top of `memory`.
  std::uint64_t temporary = 512ull << 20;
  // stdout and stderr each.
  std::uint64_t output = 8ull << 20;
};

struct Request {
  // argv[0] is an absolute path inside, or is looked for on the PATH of `environment`.
  std::vector<std::string> argv;
  std::filesystem::path working_folder = "/tmp";
  std::vector<Bind> binds;
  // All that the command sees, apart from PWD.
  std::vector<std::pair<std::string, std::string>> environment;
  Limits limits;
  std::string stdin_text;
};

}  // namespace sandbox
