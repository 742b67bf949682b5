#include <cerrno>
#include <fstream>

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

std::error_code rename_flushed(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error = flush(from);
  if (!error) std::filesystem::rename(from, to, error);
  if (!error) error = flush(to.has_parent_path() ? to.parent_path() : ".");
  return error;
}

std::error_code write_flushed(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path part = path;
  part += ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  errno = 0;
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return {errno != 0 ? errno : EIO, std::generic_category()};
  return rename_flushed(part, path);
}

std::error_code flush_file_system(const std::filesystem::path& path) {
  return with_open(path, [](int file) { return ::syncfs(file); });
}

}  // namespace base
