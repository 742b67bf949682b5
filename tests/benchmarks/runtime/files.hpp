// Files as the stages and the raw programs read and write them: the same system calls on both sides.
#pragma once

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace bench {

class FileDescriptor {
 public:
  // Throws std::system_error.
  FileDescriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path);
  }
  ~FileDescriptor() { ::close(fd_); }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

inline std::size_t checked(ssize_t bytes) {
  if (bytes < 0) throw std::system_error(errno, std::generic_category());
  return static_cast<std::size_t>(bytes);
}

// Writes in pieces of 1 MiB. What is not flushed at the end is lost. Throws std::system_error.
class BufferedFile {
 public:
  explicit BufferedFile(const std::string& path) : file_(path, O_WRONLY | O_CREAT | O_TRUNC) {}
  void put(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= piece_bytes) flush();
  }
  void flush() {
    for (std::string_view left = buffer_; !left.empty();)
      left.remove_prefix(checked(::write(file_.get(), left.data(), left.size())));
    buffer_.clear();
  }

 private:
  static constexpr std::size_t piece_bytes = 1 << 20;
  FileDescriptor file_;
  std::string buffer_;
};

}  // namespace bench
