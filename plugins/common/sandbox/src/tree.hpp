// Walks folders that a hostile command may be changing: by descriptors, so that a folder swapped for a link
// leads nowhere, and to a bounded depth.
#pragma once

#include <cerrno>
#include <memory>
#include <string>
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
// Each level costs an open file.
inline constexpr int deepest_folder = 128;

// Takes the descriptor. Null if it is none or no folder.
inline Folder open_folder(Fd fd) {
  if (!fd) return nullptr;
  DIR* const folder = ::fdopendir(fd.get());
  if (folder != nullptr) fd.release();
  return Folder(folder);
}

// The next entry that is not "." or ".."; null at the end.
inline const dirent* next_entry(const Folder& folder) {
  while (const dirent* const entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return entry;
  }
  return nullptr;
}

// What to do with folders nested deeper than `deepest_folder`.
enum class Deeper { stop, pass_over };

// Opens a folder even if its owner may not read it, as a hostile owner may have wished. A null descriptor if
// that cannot be done.
inline Fd open_closed_folder(int parent, const char* name) {
  Fd fd(::openat(parent, name, folder_flags));
  if (fd || errno != EACCES) return fd;
  const Fd place(::openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!place) return fd;
  // chmod by name would follow a link put there meanwhile.
  ::chmod(("/proc/self/fd/" + std::to_string(place.get())).c_str(), S_IRWXU);
  return Fd(::openat(parent, name, folder_flags));
}

// Calls visit(folder descriptor, name, stat) for each entry below, folders before what is in them, until it
// returns false. False if it did, or if there are folders that are too deep to be walked or cannot be
// opened; those that vanish meanwhile are passed over.
template <typename Visit>
bool walk(Fd top, Deeper deeper, const Visit& visit, int depth = 0) {
  if (depth > deepest_folder) return deeper == Deeper::pass_over;
  const Folder folder = open_folder(std::move(top));
  if (!folder) return true;
  const int here = ::dirfd(folder.get());
  while (const dirent* const entry = next_entry(folder)) {
    struct stat status;
    if (::fstatat(here, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!visit(here, entry->d_name, status)) return false;
    if (!S_ISDIR(status.st_mode)) continue;
    Fd below = open_closed_folder(here, entry->d_name);
    if (!below && errno == EACCES) return false;
    if (!walk(std::move(below), deeper, visit, depth + 1)) return false;
  }
  return true;
}

}  // namespace sandbox
