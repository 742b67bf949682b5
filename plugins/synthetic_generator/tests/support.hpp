// A machine for proofs, and folders that go away.
#pragma once

#include <filesystem>
#include <string>

#include <synthesis/generate.hpp>

namespace synthesis_test {

class Folder {
 public:
  Folder();
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The machine's toolchain in a folder; the test fails if there is none. Crates are those of the pipelines.
synthesis::Environment environment(const Folder& folder);

}  // namespace synthesis_test
