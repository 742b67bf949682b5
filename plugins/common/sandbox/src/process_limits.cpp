#include "process_limits.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <sys/resource.h>

#include <sandbox/run.hpp>

#include "child.hpp"
#include "user.hpp"

namespace sandbox {
namespace {

using std::chrono::milliseconds;

// What one process may map beyond the memory limit: code, stacks of threads and what allocators only reserve.
constexpr std::uint64_t address_reserve = 4ull << 30;

std::array<std::pair<int, std::uint64_t>, 5> resource_limits(const Limits& limits) {
  return {{{RLIMIT_NPROC, limits.processes},
           {RLIMIT_AS, limits.memory + address_reserve},
           {RLIMIT_FSIZE, limits.file_size},
           {RLIMIT_NOFILE, limits.open_files},
           {RLIMIT_CORE, 0}}};
}

// Set from outside on the process that waits in the sandbox, so that the command is bubblewrap's own child:
// then bubblewrap knows whether it ever started. A root without CAP_SYS_RESOURCE (a container) may not do
// that to nobody's processes, but nobody may.
base::Result<void> limit_as_nobody(pid_t process, const Limits& limits) {
  auto argv = as_nobody();
  for (const auto& word : {system_program("prlimit"), std::string("--pid"), std::to_string(process)})
    argv.push_back(word);
  const std::array<const char*, 5> names{"nproc", "as", "fsize", "nofile", "core"};
  std::size_t next = 0;
  for (const auto& [resource, value] : resource_limits(limits))
    argv.push_back(fmt::format("--{}={}", names[next++], value));
  const auto outcome = run_trusted(argv, host_environment, milliseconds(10'000));
  if (outcome && outcome->succeeded()) return {};
  return base::failure("cannot limit the sandbox", outcome ? outcome->stderr_text : outcome.error().why,
                       "lower the limits to what this system allows");
}

}  // namespace

base::Result<void> limit_process(pid_t process, const Limits& limits) {
  if (running_as_root()) return limit_as_nobody(process, limits);
  for (const auto& [resource, value] : resource_limits(limits)) {
    rlimit hard{};
    ::prlimit(process, static_cast<__rlimit_resource>(resource), nullptr, &hard);
    const auto allowed = std::min<rlim_t>(value, hard.rlim_max);
    const rlimit wanted{allowed, allowed};
    if (::prlimit(process, static_cast<__rlimit_resource>(resource), &wanted, nullptr) != 0)
      return std::unexpected(system_error("cannot limit the sandbox", errno));
  }
  return {};
}

}  // namespace sandbox
