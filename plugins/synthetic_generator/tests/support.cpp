#include "support.hpp"

#include <doctest/doctest.h>

#include <cargo/crate_set.hpp>

namespace synthetic_generator_test {

namespace {

// Prepared once for all tests of a machine and kept: vendoring and compiling takes half a minute.
const base::Result<cargo::CrateSet>& crate_set(const cargo::Toolchain& toolchain) {
  static const auto set = cargo::CrateSet::open(toolchain, SYNTHESIS_CRATES, SYNTHESIS_CRATE_CACHE);
  return set;
}

}  // namespace

synthetic_generator::Environment environment(const Folder& folder) {
  static const auto toolchain = cargo::find_toolchain();
  if (!toolchain) FAIL(toolchain.error().text());
  return {.toolchain = *toolchain,
          .options = {},
          .options_with_crates = []() -> base::Result<cargo::WorkbenchOptions> {
            const auto& set = crate_set(*toolchain);
            if (!set) return std::unexpected(set.error());
            return set->options_for({});
          },
          .scratch = folder.path(),
          .stop = {}};
}

std::string text_of(const synthetic_generator::Unproved& why) {
  if (const auto* error = std::get_if<base::Error>(&why)) return error->text();
  const auto& [gate, detail] = std::get<synthetic_generator::Rejection>(why);
  return std::string(base::name_of(gate)) + "\n" + detail;
}

}  // namespace synthetic_generator_test
