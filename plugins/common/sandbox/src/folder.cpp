#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <sandbox/folder.hpp>

#include "child.hpp"
#include "tree.hpp"

namespace sandbox {
namespace {

// Folders move to one parking folder before they are emptied, so that no depth costs open files or stack.
class Emptier {
 public:
  explicit Emptier(int top) : top_(top) {}

  bool run() {
    while (::mkdirat(top_, parking_name_.c_str(), S_IRWXU) != 0) {
      if (errno != EEXIST) return false;
      parking_name_ += '-';
    }
    parking_ = Fd(::openat(top_, parking_name_.c_str(), folder_flags));
    if (!empty(open_folder(Fd(::openat(top_, ".", folder_flags))), parking_name_)) return false;
    for (std::uint64_t next = 0; next < parked_; ++next) {
      const std::string name = std::to_string(next);
      if (!empty(open_folder(Fd(::openat(parking_.get(), name.c_str(), folder_flags))))) return false;
      if (::unlinkat(parking_.get(), name.c_str(), AT_REMOVEDIR) != 0) return false;
    }
    return ::unlinkat(top_, parking_name_.c_str(), AT_REMOVEDIR) == 0;
  }

 private:
  bool empty(const Folder& folder, std::string_view keep = "") {
    if (!folder) return false;
    const int here = ::dirfd(folder.get());
    while (const dirent* const entry = next_entry(folder)) {
      if (keep == entry->d_name) continue;
      if (::unlinkat(here, entry->d_name, 0) == 0) continue;
      if (errno != EISDIR || !park(here, entry->d_name)) return false;
    }
    return true;
  }

  bool park(int here, const char* name) {
    // Moving a folder rewrites its "..", and emptying it needs all of these.
    ::fchmodat(here, name, S_IRWXU, 0);
    return ::renameat(here, name, parking_.get(), std::to_string(parked_++).c_str()) == 0;
  }

  int top_;
  std::string parking_name_ = ".removing";
  Fd parking_;
  std::uint64_t parked_ = 0;
};

}  // namespace

base::Result<void> remove_folder(const std::filesystem::path& folder) {
  const auto failed = [&] {
    base::Error error = system_error("cannot remove " + folder.string(), errno);
    error.what_to_do = "remove it by hand";
    return std::unexpected(error);
  };
  if (::unlink(folder.c_str()) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR || ::chmod(folder.c_str(), S_IRWXU) != 0) return failed();
  const Fd top(::open(folder.c_str(), folder_flags));
  if (!top || !Emptier(top.get()).run() || ::rmdir(folder.c_str()) != 0) return failed();
  return {};
}

}  // namespace sandbox
