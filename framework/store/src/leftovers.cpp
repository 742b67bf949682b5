#include "leftovers.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iterator>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include "store/working_use.hpp"
#include "store_folder.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

// Calls `visit` with the status of the entry and of all below it. Symlinks are not followed.
template <class Visit>
void walk(const fs::path& path, const Visit& visit) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  visit(status);
  if (!S_ISDIR(status.st_mode)) return;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(path, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    if (::lstat(entry->path().c_str(), &status) == 0) visit(status);
}

// Looking into a folder is no use of it: of folders only the time of writing counts.
std::time_t last_use(const fs::path& path) {
  std::time_t last = 0;
  walk(path, [&](const struct stat& status) {
    last = std::max(last, status.st_mtim.tv_sec);
    if (S_ISREG(status.st_mode)) last = std::max(last, status.st_atim.tv_sec);
  });
  return last;
}

Paths entries_of(const fs::path& folder) {
  Paths entries;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    entries.push_back(entry->path());
  std::ranges::sort(entries);
  return entries;
}

Paths working_folders(const fs::path& store) {
  Paths folders = entries_of(store / "work");
  std::erase_if(folders, is_note_of_use);
  return folders;
}

Paths unused_since(Paths paths, std::time_t since) {
  std::erase_if(paths, [&](const fs::path& path) { return last_use(path) > since; });
  return paths;
}

}  // namespace

Leftovers find_leftovers(const fs::path& store, std::chrono::seconds idle) {
  const std::time_t since = std::time(nullptr) - idle.count();
  const Paths working = working_folders(store), unused = unused_since(working, since);
  Paths in_time;
  std::ranges::set_difference(working, unused, std::back_inserter(in_time));
  return {.working = unused,
          .shared = unused_since(entries_of(store / "shared"), since),
          .working_in_time = std::move(in_time),
          .temporary = entries_of(store / "tmp"),
          .set_aside = set_aside_files(store)};
}

Paths set_aside_files(const fs::path& store) {
  Paths files = entries_of(store);
  std::erase_if(files, [](const fs::path& file) { return !is_set_aside(file.filename().string()); });
  return files;
}

Paths folders_of_other_runs(const fs::path& store, const std::vector<RunId>& kept) {
  const std::set<RunId> ids(kept.begin(), kept.end());
  Paths folders = entries_of(store / "runs");
  std::erase_if(folders, [&](const fs::path& folder) {
    const std::string name = folder.filename().string();
    RunId id = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), id);
    return read.ec != std::errc() || read.ptr != name.data() + name.size() || ids.contains(id);
  });
  return folders;
}

std::uint64_t disk_use(const fs::path& path) {
  constexpr std::uint64_t unit_of_blocks = 512;
  std::uint64_t bytes = 0;
  walk(path, [&](const struct stat& status) {
    bytes += static_cast<std::uint64_t>(status.st_blocks) * unit_of_blocks;
  });
  return bytes;
}

Amount amount_of(const Paths& paths) {
  Amount amount{.count = paths.size(), .bytes = 0};
  for (const fs::path& path : paths) amount.bytes += disk_use(path);
  return amount;
}

Result<void> remove_all(const Paths& paths) {
  for (const fs::path& path : paths) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) return std::unexpected(system_error("remove", path, error.value()));
  }
  return {};
}

}  // namespace flowrun::store
