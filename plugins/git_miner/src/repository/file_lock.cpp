#include "repository/file_lock.hpp"

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace git_miner {

base::Result<FileLock> FileLock::take(const std::filesystem::path& file, std::chrono::milliseconds wall,
                                      const std::stop_token& stop) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return base::failure(std::string(std::strerror(errno)));
  FileLock lock(descriptor);
  const auto end = std::chrono::steady_clock::now() + wall;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return base::failure(std::string(std::strerror(errno)));
    if (stop.stop_requested()) return base::failure(std::string("stopped"));
    if (std::chrono::steady_clock::now() > end) {
      return base::failure(std::string("another process has held the lock for too long"));
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
