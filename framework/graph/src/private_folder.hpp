// A folder of its own below the system's temporary one, readable by its owner alone, which goes with the object.
#pragma once

#include <filesystem>
#include <random>
#include <system_error>

#include <fmt/format.h>

namespace flowrun::graph {

// Throws std::filesystem's errors.
class PrivateFolder {
 public:
  PrivateFolder()
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("flowrun-plan-{:08x}{:08x}", random_(), random_())) {
    std::filesystem::create_directory(path_);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::random_device random_;
  std::filesystem::path path_;
};

}  // namespace flowrun::graph
