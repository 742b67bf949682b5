// A machine for proofs, and folders that go away.
#pragma once

#include <filesystem>
#include <string>

#include <synthetic_generator/generate.hpp>

namespace synthetic_generator_test {

class Folder {
 public:
  Folder();
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The machine's toolchain in a folder; the test fails if there is none. Crates are those of the pipelines.
synthetic_generator::Environment environment(const Folder& folder);

}  // namespace synthetic_generator_test
