#pragma once
// Walks folders that a hostile command may be changing: by descriptors, so that a folder swapped for a link
// leads nowhere, and to a bounded depth.

#include <memory>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "fd.hpp"

namespace sandbox {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

inline constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
/// Each level costs an open file.
inline constexpr int deepest_folder = 128;

/// Takes the descriptor. Null if it is none or no folder.
inline Folder open_folder(Fd fd) {
  if (!fd) return nullptr;
  DIR* const folder = ::fdopendir(fd.get());
  if (folder != nullptr) fd.release();
  return Folder(folder);
}

/// The next entry that is not "." or ".."; null at the end.
inline const dirent* next_entry(const Folder& folder) {
  while (const dirent* const entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return entry;
  }
  return nullptr;
}

/// Calls visit(folder descriptor, name, stat) for each entry below, folders before what is in them, until it
/// returns false. False if it did, or if folders nest deeper than `deepest_folder`; what cannot be opened is
/// passed over.
template <typename Visit>
bool walk(Fd top, const Visit& visit, int depth = 0) {
  if (depth > deepest_folder) return false;
  const Folder folder = open_folder(std::move(top));
  if (!folder) return true;
  const int here = ::dirfd(folder.get());
  while (const dirent* const entry = next_entry(folder)) {
    struct stat status;
    if (::fstatat(here, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!visit(here, entry->d_name, status)) return false;
    if (!S_ISDIR(status.st_mode)) continue;
    if (!walk(Fd(::openat(here, entry->d_name, folder_flags)), visit, depth + 1)) return false;
  }
  return true;
}

}  // namespace sandbox
