#include "json_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <sys/stat.h>

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".json";

// File systems that do not tell, and links, are asked.
bool is_file(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN && entry.d_type != DT_LNK) return entry.d_type == DT_REG;
  struct stat status {};
  return ::fstatat(folder, entry.d_name, &status, 0) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

std::optional<JsonFolder> JsonFolder::open(const fs::path& path) {
  JsonFolder opened;
  opened.folder_.reset(::opendir(path.c_str()));
  if (!opened.folder_) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw fs::filesystem_error("cannot open directory", path, {errno, std::generic_category()});
  }
  opened.path_ = path;
  while (const dirent* entry = ::readdir(opened.folder_.get())) {
    const std::string_view name = entry->d_name;
    if (name.size() > ending.size() && name.ends_with(ending))
      opened.entries_.push_back({std::string(name), is_file(opened.descriptor(), *entry)});
  }
  std::ranges::sort(opened.entries_, {}, &Entry::name);
  return opened;
}

std::string id_of(const std::string& name) { return name.substr(0, name.size() - ending.size()); }

}  // namespace session_classifier::detail
