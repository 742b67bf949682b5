#include "machine.hpp"

#include <algorithm>
#include <fstream>

#include <unistd.h>

namespace flowrun::graph {

std::size_t memory_of_machine() {
  auto bytes =
      static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  // Of a container, whose group is the root that it sees: version 2, or else version 1.
  for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::size_t limit = 0;
    if (std::ifstream(file) >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

}  // namespace flowrun::graph
