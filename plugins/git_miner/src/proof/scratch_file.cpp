#include "proof/scratch_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t least_bytes = 64u << 20;
constexpr std::uintmax_t least_files = 256;

std::error_code last_error() { return {errno, std::generic_category()}; }

base::Error lacks_room(std::string why) {
  return {"cannot write to the scratch folder", std::move(why), "make room on the disk and try again", true};
}

}  // namespace

std::error_code write_file(const fs::path& file, std::string_view text) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return error;
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return last_error();
  while (!text.empty() && !error) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      error = last_error();
    }
  }
  if (::close(descriptor) != 0 && !error) error = last_error();
  return error;
}

bool holds_text(const fs::path& file, std::string_view text) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error)) || fs::file_size(file, error) != text.size())
    return false;
  std::ifstream stream(file, std::ios::binary);
  return std::equal(text.begin(), text.end(), std::istreambuf_iterator<char>(stream));
}

bool is_fault_of_path(std::error_code error) {
  constexpr std::array faults{std::errc::filename_too_long,
                              std::errc::not_a_directory,
                              std::errc::is_a_directory,
                              std::errc::file_exists,
                              std::errc::invalid_argument,
                              std::errc::illegal_byte_sequence,
                              std::errc::too_many_symbolic_link_levels};
  for (const std::errc fault : faults) {
    if (error == fault) return true;
  }
  return false;
}

std::optional<base::Error> full_disk(const fs::path& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  const bool no_bytes = static_cast<std::uintmax_t>(disk.f_bavail) * disk.f_frsize < least_bytes;
  const bool no_files = disk.f_files > 0 && disk.f_favail < least_files;  // some file systems count none
  if (!no_bytes && !no_files) return std::nullopt;
  return lacks_room("the disk is full");
}

base::Error write_problem(std::error_code error) { return lacks_room(error.message()); }

}  // namespace git_miner
