#include "prepared_folder.hpp"

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <base/flush.hpp>
#include <sandbox/folder.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;

constexpr auto half_made = "half-made-";
constexpr std::chrono::milliseconds lock_interval{50};

base::Error cannot(const std::string& what, const fs::path& path, const std::string& why) {
  return {"cannot " + what + " " + path.string(), why, "name a cache folder on a local disk with free space"};
}

std::string last_error() { return std::generic_category().message(errno); }

class CacheLock {
 public:
  static base::Result<CacheLock> take(const fs::path& cache, std::stop_token stop) {
    const auto file = cache / "lock";
    CacheLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.fd_ < 0) return std::unexpected(cannot("write", file, last_error()));
    // Asked again and again, because a wait in flock() hears no stop.
    while (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return std::unexpected(cannot("lock", file, last_error()));
      if (stop.stop_requested()) return std::unexpected(cannot("wait for", file, "the run was stopped"));
      std::this_thread::sleep_for(lock_interval);
    }
    return lock;
  }
  CacheLock(CacheLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  CacheLock& operator=(CacheLock&&) = delete;
  ~CacheLock() {
    if (fd_ >= 0) ::close(fd_);
  }

 private:
  explicit CacheLock(int fd) : fd_(fd) {}
  int fd_;
};

base::Result<void> remove_half_made(const fs::path& cache) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(cache, error)) {
    if (!entry.path().filename().string().starts_with(half_made)) continue;
    if (auto removed = sandbox::remove_folder(entry.path()); !removed) return removed;
  }
  return {};
}

base::Result<void> publish(const fs::path& made, const fs::path& target) {
  // A rename may reach the disk before the files do.
  std::error_code error = base::flush_file_system(made);
  if (!error) fs::rename(made, target, error);
  if (error) return std::unexpected(cannot("write", target, error.message()));
  return {};
}

}  // namespace

base::Result<fs::path> prepared_folder(const fs::path& cache, const std::string& name, const MakeFolder& make,
                                       std::stop_token stop) {
  fs::path target = cache / name;
  std::error_code error;
  if (fs::is_directory(target, error)) return target;
  fs::create_directories(cache, error);
  if (error) return std::unexpected(cannot("make", cache, error.message()));
  const auto lock = CacheLock::take(cache, stop);
  if (!lock) return std::unexpected(lock.error());
  if (fs::is_directory(target, error)) return target;
  if (auto removed = remove_half_made(cache); !removed) return std::unexpected(removed.error());

  // A name of its own: a program of an interrupted run may still be writing to the last one.
  std::string scratch = (cache / half_made).string() + "XXXXXX";
  if (::mkdtemp(scratch.data()) == nullptr) return std::unexpected(cannot("write", cache, last_error()));
  const fs::path made = fs::path(scratch) / "made";
  auto done = make(made);
  if (done) done = publish(made, target);
  auto removed = sandbox::remove_folder(scratch);
  if (!done) return std::unexpected(done.error());
  if (!removed) return std::unexpected(removed.error());
  return target;
}

}  // namespace cargo
