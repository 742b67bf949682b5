// The working folders of units that are in use.
//
// Equal units (the same stage type, parameters, record key and content) have one name for their folder, and two of them may
// be at work at once: each gets a folder of its own. Which of them goes on with what an earlier run left makes no difference,
// since they are equal.
#pragma once

#include <filesystem>
#include <mutex>
#include <set>
#include <string>

namespace flowrun::graph {

// Thread-safe.
class WorkingFolders {
 public:
  // `path`, or `path` with the first of the endings .1, .2, … whose folder no other unit uses. It is not made.
  std::filesystem::path take(const std::filesystem::path& path) {
    const std::scoped_lock lock(mutex_);
    std::filesystem::path free = path;
    for (int copies = 1; !in_use_.insert(free).second; ++copies)
      free = path.string() + "." + std::to_string(copies);
    return free;
  }
  void give_back(const std::filesystem::path& path) {
    const std::scoped_lock lock(mutex_);
    in_use_.erase(path);
  }

 private:
  std::mutex mutex_;
  std::set<std::filesystem::path> in_use_;
};

}  // namespace flowrun::graph
