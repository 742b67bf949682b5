#include "json_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".json";

// File systems that do not tell, and links, are asked.
bool is_file(int folder, const dirent64& entry) {
  if (entry.d_type != DT_UNKNOWN && entry.d_type != DT_LNK) return entry.d_type == DT_REG;
  struct stat status {};
  return ::fstatat(folder, entry.d_name, &status, 0) == 0 && S_ISREG(status.st_mode);
}

fs::filesystem_error unreadable(const fs::path& path) {
  return {"cannot open directory", path, {errno, std::generic_category()}};
}

}  // namespace

std::optional<JsonFolder> JsonFolder::open(const fs::path& path) {
  return open(AT_FDCWD, path, path.native());
}

std::optional<JsonFolder> JsonFolder::open(int parent, const fs::path& path, const std::string& name) {
  const int descriptor = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw unreadable(path);
  }
  JsonFolder opened(path, descriptor);
  opened.read_entries();
  return opened;
}

// A tree has a folder for each message: opendir would ask for the state of each, and take memory to read it.
void JsonFolder::read_entries() {
  alignas(dirent64) std::array<char, 32 << 10> buffer;
  ssize_t size = 0;
  while ((size = ::getdents64(descriptor(), buffer.data(), buffer.size())) > 0) {
    for (ssize_t at = 0; at < size;) {
      const auto& entry = *reinterpret_cast<const dirent64*>(buffer.data() + at);
      const std::string_view name = entry.d_name;
      if (name.size() > ending.size() && name.ends_with(ending))
        entries_.push_back({std::string(name), is_file(descriptor(), entry)});
      at += entry.d_reclen;
    }
  }
  if (size < 0) throw unreadable(path_);
  std::ranges::sort(entries_, {}, &Entry::name);
}

ParentFolder::ParentFolder(fs::path path)
    : path_(std::move(path)), folder_(::open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

std::optional<JsonFolder> ParentFolder::open(const std::string& name) const {
  const fs::path path = path_ / name;
  return folder_.is_open() ? JsonFolder::open(folder_.get(), path, name) : JsonFolder::open(path);
}

std::string id_of(const std::string& name) { return name.substr(0, name.size() - ending.size()); }

}  // namespace session_classifier::detail
