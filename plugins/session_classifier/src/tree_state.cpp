#include "tree_state.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string_view>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <digest/sha256.hpp>

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

constexpr std::int64_t second = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * second + time.tv_nsec; }

// Null if there is none.
Folder open_folder(const fs::path& path) {
  Folder folder(::opendir(path.c_str()));
  if (!folder && errno != ENOENT && errno != ENOTDIR)
    throw fs::filesystem_error("cannot open directory", path, {errno, std::generic_category()});
  return folder;
}

std::vector<std::string> json_names_in(DIR* folder) {
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name.size() > 5 && name.ends_with(".json")) names.emplace_back(name);
  }
  std::ranges::sort(names);
  return names;
}

// Gathers what tells one state from another.
class StateBuilder {
 public:
  // False if it is no regular file.
  bool add(int folder, const char* name) {
    struct stat status {};
    if (::fstatat(folder, name, &status, 0) != 0 || !S_ISREG(status.st_mode)) {
      text(name);
      return false;
    }
    text(name);
    for (const std::int64_t value :
         {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
          static_cast<std::int64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim)})
      gathered_.append(reinterpret_cast<const char*>(&value), sizeof value);
    newest_ = std::max({newest_, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)});
    return true;
  }
  void text(std::string_view text) {
    gathered_ += text;
    gathered_ += '\0';
  }
  TreeState state() const {
    return {digest::sha256_hex(gathered_), std::chrono::nanoseconds(begin_ - newest_)};
  }

 private:
  static std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return nanoseconds(time);
  }

  std::string gathered_;
  std::int64_t newest_ = 0;
  std::int64_t begin_ = now();
};

}  // namespace

TreeState state_of_file(const fs::path& file) {
  StateBuilder state;
  state.add(AT_FDCWD, file.c_str());
  return state.state();
}

TreeState state_of_tree(const fs::path& own_file, const fs::path& messages, const PartFolder& parts) {
  StateBuilder state;
  state.add(AT_FDCWD, own_file.c_str());
  const Folder folder = open_folder(messages);
  if (!folder) return state.state();
  for (const std::string& message : json_names_in(folder.get())) {
    if (!state.add(::dirfd(folder.get()), message.c_str())) continue;
    const Folder below = open_folder(parts(message.substr(0, message.size() - 5)));
    if (!below) continue;
    for (const std::string& part : json_names_in(below.get())) state.add(::dirfd(below.get()), part.c_str());
    state.text("/");  // the parts end here
  }
  return state.state();
}

}  // namespace session_classifier::detail
