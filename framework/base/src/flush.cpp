#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <base/flush.hpp>

namespace base {
namespace {

std::error_code with_open(const std::filesystem::path& path, int (*act)(int)) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  // EINVAL: the file system has no such thing, so that there is nothing to wait for.
  const bool done = file >= 0 && (act(file) == 0 || errno == EINVAL);
  const std::error_code error(done ? 0 : errno, std::generic_category());
  if (file >= 0) ::close(file);
  return error;
}

}  // namespace

std::error_code flush(const std::filesystem::path& file_or_folder) {
  return with_open(file_or_folder, [](int file) { return ::fsync(file); });
}

std::error_code flush_file_system(const std::filesystem::path& path) {
  return with_open(path, [](int file) { return ::syncfs(file); });
}

}  // namespace base
