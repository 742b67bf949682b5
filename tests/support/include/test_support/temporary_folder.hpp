// A folder of a test's own, and whole files in one call.
//
// Nothing here depends on a test framework: what goes wrong is thrown as std::runtime_error or
// std::filesystem::filesystem_error and names the path, which ends a test case as a failure.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace test_support {

// An empty folder below the system's temporary one, which nobody else uses (mode 0700). It is removed with all it holds
// when the object ends; what cannot be removed stays.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Absolute.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const {
    return path_ / name;
  }

  // Writes a file of that name (which may lead through folders) and returns its path.
  std::filesystem::path write(const std::filesystem::path& name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

// Makes the folders above it, and replaces what was in the file.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// All bytes of a file, which must exist.
std::string read_file(const std::filesystem::path& path);

}  // namespace test_support
