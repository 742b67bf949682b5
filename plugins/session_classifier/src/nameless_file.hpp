// A file that no folder shows: it goes with the last descriptor, however the process ends.
#pragma once

#include <filesystem>

namespace session_classifier::detail {

class NamelessFile {
 public:
  // An empty one on the disk of `folder`, to be read and written. Throws filesystem_error.
  explicit NamelessFile(const std::filesystem::path& folder);
  ~NamelessFile();
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  int descriptor() const { return descriptor_; }
  // Leads this process to it for as long as it is open; SQLite does not follow it.
  std::filesystem::path path() const;
  // Replaces what it holds. Throws filesystem_error.
  void copy_from(const std::filesystem::path& file) const;
  void clear() const;

 private:
  int descriptor_;
};

}  // namespace session_classifier::detail
