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

// The module that a file of Rust is: `error` of src/error.rs and src/error/mod.rs.
inline std::string module_of_path(std::string_view path) {
  const std::string_view name = name_of_path(path);
  if (name == "mod.rs") return std::string(name_of_path(folder_of_path(path)));
  return std::string(name.substr(0, name.find('.')));
}

// Whose modules lie beside it, and not in a folder of its own name.
inline bool is_module_root(std::string_view path) {
  const std::string_view name = name_of_path(path);
  return name == "lib.rs" || name == "main.rs" || name == "mod.rs";
}

}  // namespace git_miner
