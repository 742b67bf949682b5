#include "output_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace jsonl_sink {
namespace {

constexpr std::size_t block = 256 * 1024;

}  // namespace

OutputFile::OutputFile(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      size_(other.size_),
      sha_(std::move(other.sha_)) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

base::Result<OutputFile> OutputFile::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return base::failure(fmt::format("cannot create {}", path.string()), std::strerror(errno),
                         "check the folder and its permissions");
  }
  return OutputFile(path, descriptor);
}

std::unexpected<base::Error> OutputFile::cannot_write(int error) const {
  const char* advice =
      error == ENOSPC || error == EDQUOT ? "free some space and run again" : "check the disk and run again";
  return base::failure(fmt::format("cannot write {}", path_.string()), std::strerror(error), advice);
}

base::Result<void> OutputFile::write(std::string_view bytes) {
  sha_.update(bytes);
  size_ += bytes.size();
  buffer_ += bytes;
  return buffer_.size() < block ? base::Result<void>() : flush();
}

base::Result<void> OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const auto count = ::write(descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_write(errno);
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  buffer_.clear();
  return {};
}

base::Result<void> OutputFile::close() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (::close(std::exchange(descriptor_, -1)) != 0) return cannot_write(errno);
  return {};
}

}  // namespace jsonl_sink
