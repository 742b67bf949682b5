#include "support.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cargo/crate_set.hpp>
#include <sandbox/folder.hpp>

namespace synthetic_generator_test {
namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "synthesis-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() { static_cast<void>(sandbox::remove_folder(path_)); }

// Prepared once for all tests of a machine and kept: vendoring and compiling takes half a minute.
const std::expected<cargo::CrateSet, cargo::Error>& crate_set(const cargo::Toolchain& toolchain) {
  static const auto set = cargo::CrateSet::open(toolchain, SYNTHESIS_CRATES, SYNTHESIS_CRATE_CACHE);
  return set;
}

synthetic_generator::Environment environment(const Folder& folder) {
  static const auto toolchain = cargo::find_toolchain();
  if (!toolchain) FAIL(toolchain.error().text());
  return {.toolchain = *toolchain,
          .options = {},
          .options_with_crates = []() -> std::expected<cargo::WorkbenchOptions, cargo::Error> {
            const auto& set = crate_set(*toolchain);
            if (!set) return std::unexpected(set.error());
            return set->options_for({});
          },
          .scratch = folder.path(),
          .stop = {}};
}

}  // namespace synthetic_generator_test
