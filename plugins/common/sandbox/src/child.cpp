#include "child.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "pidfd.hpp"

namespace sandbox {
namespace {

// The descriptors handed over are first moved above every number that they may get in the child.
constexpr int first_free_fd = 16;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

struct SpawnSettings {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  SpawnSettings() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

base::Error system_error(std::string problem, int number) {
  return {std::move(problem), std::generic_category().message(number),
          "free processes, memory, open files or disk space, then run again"};
}

Child::~Child() {
  if (pid_ < 0) return;
  kill();
  reap();
}

void Child::kill() {
  if (pid_ > 0) ::kill(-pid_, SIGKILL);  // its session is its own
}

int Child::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

base::Result<Child> spawn(const std::vector<std::string>& argv, const Environment& environment,
                          const std::vector<int>& fds) {
  SpawnSettings settings;
  std::vector<Fd> moved;
  for (std::size_t target = 0; target < fds.size(); ++target) {
    const int number = static_cast<int>(target);
    if (fds[target] < 0) {
      if (number <= STDERR_FILENO)
        posix_spawn_file_actions_addopen(&settings.actions, number, "/dev/null", O_RDWR, 0);
      continue;
    }
    moved.emplace_back(::fcntl(fds[target], F_DUPFD_CLOEXEC, first_free_fd));
    if (!moved.back()) return std::unexpected(system_error("cannot start " + argv[0], errno));
    posix_spawn_file_actions_adddup2(&settings.actions, moved.back().get(), number);
  }
  posix_spawn_file_actions_addclosefrom_np(&settings.actions, static_cast<int>(fds.size()));

  std::vector<std::string> arguments = argv, variables;
  for (const auto& [key, value] : environment) variables.push_back(key + "=" + value);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, argv[0].c_str(), &settings.actions, &settings.attributes,
                                   pointers(arguments).data(), pointers(variables).data());
  if (failed != 0) return std::unexpected(system_error("cannot start " + argv[0], failed));
  Child child(pid, Fd(::pidfd_open(pid, 0)));
  if (child.handle() < 0) return std::unexpected(system_error("cannot watch " + argv[0], errno));
  return child;
}

base::Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::unexpected(system_error("cannot open a pipe", errno));
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

base::Result<Fd> readable_text(std::string_view text) {
  const Fd file(::memfd_create("text", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file) return std::unexpected(system_error("cannot hold a text in memory", errno));
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(system_error("cannot hold a text in memory", errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  // Opened anew, so that the child's descriptor is read-only and at the start.
  Fd result(::open(fmt::format("/proc/self/fd/{}", file.get()).c_str(), O_RDONLY | O_CLOEXEC));
  if (!result) return std::unexpected(system_error("cannot hold a text in memory", errno));
  return result;
}

}  // namespace sandbox
