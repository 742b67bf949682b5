// A folder of one judgement, removed at its end.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <base/error.hpp>
#include <sandbox/folder.hpp>

namespace cargo_evaluator {

// Readable by others, since the sandbox may run as another user.
class ScratchFolder {
 public:
  static base::Result<ScratchFolder> make(const std::filesystem::path& scratch) {
    std::string name = (scratch / "judge-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      return base::failure("cannot judge a candidate", "cannot make a folder in " + scratch.string(),
                           "name an existing folder with room in it");
    std::error_code error;
    std::filesystem::permissions(name, std::filesystem::perms(0755), error);
    return ScratchFolder(name);
  }
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    if (!path_.empty()) static_cast<void>(sandbox::remove_folder(path_));
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace cargo_evaluator
