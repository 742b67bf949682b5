#include "proof/work_folder.hpp"

#include <chrono>
#include <cstdint>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include <sandbox/folder.hpp>

#include "proof/scratch_file.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t most_kept_bytes = 3ull << 30;
constexpr std::uintmax_t most_incremental_bytes = 1ull << 30;

bool is_past_limit(const fs::path& folder, std::uintmax_t limit) {
  std::uintmax_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error),
       end;
       !error && entry != end; entry.increment(error)) {
    if (!fs::is_regular_file(entry->symlink_status(error))) continue;
    const auto size = entry->file_size(error);
    if (!error) bytes += size;
    if (bytes > limit) return true;
  }
  return false;
}

}  // namespace

base::Result<WorkFolder> WorkFolder::take(const fs::path& kept, const fs::path& scratch,
                                          const std::stop_token& stop) {
  std::optional<FileLock> lock;
  if (!kept.empty()) {
    if (auto taken = FileLock::take(kept / "lock", std::chrono::milliseconds(0), stop))
      lock.emplace(*std::move(taken));
  }
  WorkFolder work(lock ? fs::absolute(kept) : fs::absolute(scratch) / "work", std::move(lock));
  // What incremental builds keep helps the next states of a crate, and grows with each.
  for (const auto& [folder, limit] :
       {std::pair(work.target(), most_kept_bytes),
        std::pair(work.target() / "debug/incremental", most_incremental_bytes)}) {
    if (!is_past_limit(folder, limit)) continue;
    if (auto removed = sandbox::remove_folder(folder); !removed)
      return std::unexpected(as_transient(removed.error()));
  }
  std::error_code error;
  for (const fs::path& folder : {work.source(), work.target()}) {
    fs::create_directories(folder, error);
    if (error) return std::unexpected(write_problem(error));
    ::chmod(folder.c_str(), 0755);
  }
  work.is_new_ = !fs::exists(work.target() / "debug", error);
  return work;
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept
    : folder_(std::exchange(other.folder_, {})), lock_(std::move(other.lock_)), is_new_(other.is_new_) {}

WorkFolder::~WorkFolder() {
  if (!lock_ && !folder_.empty()) static_cast<void>(sandbox::remove_folder(folder_));
}

}  // namespace git_miner
