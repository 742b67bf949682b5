#include "repository/file_lock.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace git_miner {
namespace {

std::unexpected<base::Error> failure_of(const std::filesystem::path& file, std::string why) {
  return base::failure("cannot lock " + file.filename().string(), std::move(why));
}

}  // namespace

base::Result<FileLock> FileLock::take(const std::filesystem::path& file, std::chrono::milliseconds wall,
                                      const std::stop_token& stop) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return failure_of(file, std::strerror(errno));
  FileLock lock(descriptor);
  const auto end = std::chrono::steady_clock::now() + wall;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return failure_of(file, std::strerror(errno));
    if (stop.stop_requested()) return failure_of(file, "stopped");
    if (std::chrono::steady_clock::now() > end) {
      return failure_of(file, "another process has held the lock for too long");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FileLock::~FileLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace git_miner
