// The .json files of one folder of a tree. They are opened by their names in it, which is faster than by long paths.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <base/file_descriptor.hpp>

namespace session_classifier::detail {

class JsonFolder {
 public:
  struct Entry {
    std::string name;      // with its ending
    bool is_file = false;  // else a folder or the like, or a link to one
  };

  // None if it is missing. Throws filesystem_error if it cannot be looked at.
  static std::optional<JsonFolder> open(const std::filesystem::path& path);
  // The same by its name in an open folder of that path.
  static std::optional<JsonFolder> open(int parent, const std::filesystem::path& path,
                                        const std::string& name);

  const std::vector<Entry>& entries() const { return entries_; }  // sorted by name
  int descriptor() const { return folder_.get(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  JsonFolder(std::filesystem::path path, int descriptor) : path_(std::move(path)), folder_(descriptor) {}
  void read_entries();

  std::filesystem::path path_;
  base::FileDescriptor folder_;
  std::vector<Entry> entries_;
};

// A folder of many folders. Where it cannot be opened they are looked for by their paths, which tells why.
class ParentFolder {
 public:
  explicit ParentFolder(std::filesystem::path path);
  std::optional<JsonFolder> open(const std::string& name) const;  // as JsonFolder::open

 private:
  std::filesystem::path path_;
  base::FileDescriptor folder_;
};

// The name of a .json file without its ending.
std::string id_of(const std::string& name);

}  // namespace session_classifier::detail
