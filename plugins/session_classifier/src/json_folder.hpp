// The .json files of one folder of a tree. They are opened by their names in it, which is faster than by long paths.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace session_classifier::detail {

class JsonFolder {
 public:
  struct Entry {
    std::string name;      // with its ending
    bool is_file = false;  // else a folder or the like, or a link to one
  };

  // None if it is missing. Throws filesystem_error if it cannot be looked at.
  static std::optional<JsonFolder> open(const std::filesystem::path& path);

  const std::vector<Entry>& entries() const { return entries_; }  // sorted by name
  int descriptor() const { return folder_.get(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  class Descriptor {
   public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
      std::swap(value_, other.value_);
      return *this;
    }
    ~Descriptor() {
      if (value_ >= 0) ::close(value_);
    }
    int get() const { return value_; }

   private:
    int value_;
  };

  JsonFolder(std::filesystem::path path, int descriptor) : path_(std::move(path)), folder_(descriptor) {}
  void read_entries();

  std::filesystem::path path_;
  Descriptor folder_;
  std::vector<Entry> entries_;
};

// The name of a .json file without its ending.
std::string id_of(const std::string& name);

}  // namespace session_classifier::detail
