#include "fixture.hpp"

#include <sandbox/folder.hpp>

namespace cargo_test {

Folder::~Folder() { CHECK(sandbox::remove_folder(path()).has_value()); }

const cargo::Toolchain& toolchain() {
  static const auto found = cargo::find_toolchain();
  if (!found) FAIL(found.error().text());
  return *found;
}

Crate::Crate(Files files, cargo::WorkbenchOptions options) {
  const auto source = folder_.path() / "crate";
  write_file(source / "Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
  for (const auto& [name, text] : files) write_file(source / name, text);
  bench_.emplace(
      value(cargo::Workbench::open(toolchain(), source, folder_.path() / "bench", std::move(options))));
  const auto locked = value(bench_->lock());
  CHECK_MESSAGE(locked.succeeded(), locked.outcome.stderr_text);
}

}  // namespace cargo_test
