#include "nameless_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

fs::filesystem_error last_error(const char* problem, const fs::path& file) {
  return {problem, file, std::error_code(errno, std::generic_category())};
}

int open_in(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  std::string name = folder / "copy-XXXXXX";  // network file systems do not make files without a name
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named < 0) throw last_error("cannot create a file", folder);
  ::unlink(name.c_str());
  return named;
}

}  // namespace

NamelessFile::NamelessFile(const fs::path& folder) : descriptor_(open_in(folder)) {}

NamelessFile::~NamelessFile() { ::close(descriptor_); }

fs::path NamelessFile::path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

void NamelessFile::copy_from(const fs::path& file) const {
  std::error_code error;
  fs::copy_file(file, path(), fs::copy_options::overwrite_existing, error);
  if (error) throw fs::filesystem_error("cannot copy", file, error);
  // The permissions were copied, too; it must open for writing at another attempt.
  if (::fchmod(descriptor_, S_IRUSR | S_IWUSR) != 0)
    throw last_error("cannot change the permissions of", path());
}

void NamelessFile::clear() const {
  if (::ftruncate(descriptor_, 0) != 0) throw last_error("cannot empty", path());
}

}  // namespace session_classifier::detail
