#include "file_tree.hpp"

#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace synthetic_generator {
namespace {

namespace fs = std::filesystem;

bool write_readable(const fs::path& root, const std::string& path, const std::string& text) {
  std::error_code error;
  const fs::path file = root / path;
  fs::create_directories(file.parent_path(), error);
  for (fs::path folder = file.parent_path(); folder.native().size() >= root.native().size();
       folder = folder.parent_path())
    ::chmod(folder.c_str(), 0755);
  if (!(std::ofstream(file, std::ios::binary | std::ios::trunc) << text).flush()) return false;
  return ::chmod(file.c_str(), 0644) == 0;
}

}  // namespace

base::Result<void> update_tree(const fs::path& folder, const Files& present, const Files& files) {
  for (const auto& [path, text] : present) {
    std::error_code error;
    if (!files.contains(path)) fs::remove(folder / path, error);
    if (error) return base::failure("cannot remove " + path, error.message());
  }
  for (const auto& [path, text] : files) {
    const auto old = present.find(path);
    if (old != present.end() && old->second == text) continue;
    if (!write_readable(folder, path, text))
      return base::failure("cannot write " + path, "", "free disk space");
  }
  return {};
}

base::Result<Files> read_tree(const fs::path& folder, const Files& paths) {
  Files files;
  for (const auto& [path, text] : paths) {
    std::ifstream stream(folder / path, std::ios::binary);
    if (!stream) return base::failure("cannot read " + path);
    files[path].assign(std::istreambuf_iterator<char>(stream), {});
  }
  return files;
}

}  // namespace synthetic_generator
