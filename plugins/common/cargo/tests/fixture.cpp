#include "fixture.hpp"

#include <fstream>

#include <unistd.h>

#include <sandbox/folder.hpp>

namespace cargo_test {
namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "cargo-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() { CHECK(sandbox::remove_folder(path_).has_value()); }

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const cargo::Toolchain& toolchain() {
  static const auto found = cargo::find_toolchain();
  if (!found) FAIL(found.error().text());
  return *found;
}

Crate::Crate(Files files, cargo::WorkbenchOptions options) {
  const auto source = folder_.path() / "crate";
  write(source / "Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
  for (const auto& [name, text] : files) write(source / name, text);
  bench_.emplace(
      value(cargo::Workbench::open(toolchain(), source, folder_.path() / "bench", std::move(options))));
  const auto locked = value(bench_->lock());
  CHECK_MESSAGE(locked.succeeded(), locked.outcome.stderr_text);
}

int processes_with(const std::string& word) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    try {
      count += read(entry.path() / "cmdline").find(word) != std::string::npos;
    } catch (const std::ios_base::failure&) {
      // The process ended between opening and reading.
    }
  }
  return count;
}

}  // namespace cargo_test
