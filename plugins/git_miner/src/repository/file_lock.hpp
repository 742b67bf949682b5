// A lock between processes, and between threads of one process: flock on a file that stays. Released by the
// system when its process dies.
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>

#include <base/error.hpp>

namespace git_miner {

class FileLock {
 public:
  // Waits until the lock is free, the token stops it or the time is up; the error says which.
  static base::Result<FileLock> take(const std::filesystem::path& file, std::chrono::milliseconds wall,
                                     const std::stop_token& stop);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace git_miner
