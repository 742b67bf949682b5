#include "built_files.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/file_descriptor.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;

bool copy_bytes(int from, int to, off_t size) {
  if (::ioctl(to, FICLONE, from) == 0) return true;
  while (size > 0) {
    const ssize_t sent = ::sendfile(to, from, nullptr, static_cast<std::size_t>(size));
    if (sent < 0 && errno == EINTR) continue;
    if (sent == 0) errno = EIO;  // the file became shorter
    if (sent <= 0) return false;
    size -= sent;
  }
  return true;
}

bool keep_times(int to, const struct stat& status) {
  const timespec times[] = {status.st_atim, status.st_mtim};
  return ::futimens(to, times) == 0;
}

bool copy_one(const fs::path& from, const fs::path& to) {
  const base::FileDescriptor in(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status;
  if (in.get() < 0 || ::fstat(in.get(), &status) != 0) return false;
  const mode_t mode = (status.st_mode & S_IXUSR) != 0 ? 0755 : 0644;
  const base::FileDescriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return out.get() >= 0 && copy_bytes(in.get(), out.get(), status.st_size) &&
         ::fchmod(out.get(), mode) == 0 && keep_times(out.get(), status);
}

// As files say, not as blocks: a hole that a crate made would be filled by the copy.
constexpr std::uintmax_t most_bytes = 4ull << 30;

std::uintmax_t bytes_in(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end;
       !error && entry != end && bytes <= most_bytes; entry.increment(error)) {
    if (entry->is_regular_file(error) && !entry->is_symlink(error)) bytes += entry->file_size(error);
  }
  return bytes;
}

bool copy_folder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  for (fs::directory_iterator entry(from, error), end; !error && entry != end; entry.increment(error)) {
    const auto target = to / entry->path().filename();
    const auto status = entry->symlink_status(error);
    if (error) break;
    if (fs::is_regular_file(status) && !copy_one(entry->path(), target)) return false;
    if (fs::is_directory(status) &&
        (::mkdir(target.c_str(), 0755) != 0 || !copy_folder(entry->path(), target)))
      return false;
  }
  if (error) errno = error.value();
  return !error && ::chmod(to.c_str(), 0755) == 0;
}

}  // namespace

base::Result<void> copy_built(const fs::path& from, const fs::path& to) {
  if (bytes_in(from) > most_bytes)
    return base::failure("cannot copy " + from.string(), "it holds more than 4 GiB",
                         "remove it and run again");
  if (copy_folder(from, to)) return {};
  return base::failure("cannot copy " + from.string() + " to " + to.string(),
                       std::generic_category().message(errno),
                       "free disk space, or remove both and run again");
}

}  // namespace cargo
