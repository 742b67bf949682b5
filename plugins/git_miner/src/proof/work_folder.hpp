// Where the commits of a repository are built, one after the other.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>

#include <base/error.hpp>

#include "repository/file_lock.hpp"

namespace git_miner {

// kept/source   the files of the last commit, which nobody but us writes to (see source_folder.hpp)
// kept/target   what cargo built of them; removed when it has grown past 3 GiB, debug/incremental past 1 GiB
class WorkFolder {
 public:
  // `kept`, if it is not empty and nobody else uses it; else a folder in `scratch`, removed afterwards.
  static base::Result<WorkFolder> take(const std::filesystem::path& kept,
                                       const std::filesystem::path& scratch, const std::stop_token& stop);
  WorkFolder(WorkFolder&& other) noexcept;
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder();

  std::filesystem::path source() const { return folder_ / "source"; }
  std::filesystem::path target() const { return folder_ / "target"; }
  bool is_new() const { return is_new_; }  // nothing is compiled yet

 private:
  WorkFolder(std::filesystem::path folder, std::optional<FileLock> lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}

  std::filesystem::path folder_;
  std::optional<FileLock> lock_;  // of a kept one
  bool is_new_ = false;
};

}  // namespace git_miner
