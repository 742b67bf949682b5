#include "input_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jsonl_sink {
namespace {

std::unexpected<base::Error> cannot_read(const std::filesystem::path& path, int error) {
  const bool is_named_wrongly =
      error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG;
  const char* advice = is_named_wrongly  ? "check the name"
                       : error == EACCES ? "check its permissions"
                                         : "check the disk and run again";
  return std::unexpected(base::Error{.problem = fmt::format("cannot read {}", path.string()),
                                     .why = std::strerror(error),
                                     .what_to_do = advice,
                                     .is_transient = !is_named_wrongly && error != EACCES});
}

}  // namespace

InputFile::InputFile(std::filesystem::path path, int descriptor, std::uint64_t size)
    : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

InputFile::~InputFile() { ::close(descriptor_); }

base::Result<std::unique_ptr<InputFile>> InputFile::open(const std::filesystem::path& path) {
  // Not blocking, lest a named pipe without a writer hold us up; it means nothing for regular files.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return cannot_read(path, errno);
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  const int error = errno;
  std::unique_ptr<InputFile> file(
      new InputFile(path, descriptor, known ? static_cast<std::uint64_t>(status.st_size) : 0));
  if (!known) return cannot_read(path, error);
  if (S_ISDIR(status.st_mode)) {
    return base::failure(fmt::format("cannot read {}", path.string()), "it is a folder",
                         "name a .jsonl file in it");
  }
  if (!S_ISREG(status.st_mode)) {
    return base::failure(fmt::format("cannot read {}", path.string()), "it is no regular file",
                         "copy its content into a file");
  }
  return file;
}

base::Result<std::size_t> InputFile::read(std::uint64_t offset, std::span<char> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count =
        ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(path_, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace jsonl_sink
