// The packages of a workspace, as `cargo metadata --no-deps --format-version 1` lists them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cargo {

struct Package {
  std::string name;
  std::filesystem::path folder;  // of its Cargo.toml
  std::vector<std::string> features;
  bool is_default = false;  // a command in the root that names no package reaches it
};

// None if it is no such text.
std::optional<std::vector<Package>> read_packages(std::string_view metadata);

}  // namespace cargo
