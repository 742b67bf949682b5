// A registry in a folder, which the user's cargo is told of as a mirror: crate sets without a network.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "fixture.hpp"

namespace cargo_test {

// Holds the crate tiny 1.2.3. While it lives, CARGO_HOME names a folder whose configuration points to it.
class Mirror {
 public:
  Mirror();
  ~Mirror();
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

 private:
  std::optional<std::string> home_before_;
  Folder folder_;
};

// A definition of a crate set: one member, seed-one, which uses tiny and has this lib.rs.
void write_definition(const std::filesystem::path& folder, const std::string& library = "");

}  // namespace cargo_test
