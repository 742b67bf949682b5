// Parts of a path inside a repository, which has `/` between its steps.
#pragma once

#include <string>
#include <string_view>

namespace git_miner {

// "" at the top.
inline std::string folder_of_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == path.npos ? "" : path.substr(0, slash));
}

inline std::string_view name_of_path(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace git_miner
