#include "lock.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "file_io.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

Error in_use(const std::filesystem::path& store, const std::filesystem::path& lock) {
  auto owner = read_whole(lock).value_or("");
  owner.erase(owner.find_last_not_of("\n ") + 1);
  const auto who = owner.empty()                         ? std::string("another process")
                   : owner == std::to_string(::getpid()) ? std::string("this process")
                                                         : "process " + owner;
  return {.kind = ErrorKind::in_use,
          .problem = fmt::format("the store {} is in use", store.string()),
          .why = fmt::format("{} writes to it", who),
          .what_to_do = "wait until it is done, or use another store with --store DIR"};
}

}  // namespace

Result<StoreLock> StoreLock::acquire(const std::filesystem::path& store) {
  const auto path = store / "lock";
  base::FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file.is_open()) return std::unexpected(system_error("write", path, errno));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::unexpected(in_use(store, path));
    auto error = system_error("lock", path, errno);
    error.what_to_do = "use a store on a disk that supports locks, with --store DIR";
    return std::unexpected(std::move(error));
  }
  if (::ftruncate(file.get(), 0) != 0 || !write_all(file.get(), std::to_string(::getpid()) + "\n"))
    return std::unexpected(system_error("write", path, errno));
  return StoreLock(std::move(file));
}

bool StoreLock::is_owned(const std::filesystem::path& store) {
  const std::string owner = read_whole(store / "lock").value_or("");
  pid_t process = 0;
  const auto read = std::from_chars(owner.data(), owner.data() + owner.size(), process);
  return read.ec == std::errc() && process > 0 && (::kill(process, 0) == 0 || errno == EPERM);
}

}  // namespace flowrun::store
