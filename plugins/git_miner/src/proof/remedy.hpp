// What may let a commit build and pass its tests that was written for an older toolchain.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <base/enum_names.hpp>
#include <cargo/diagnostics.hpp>

namespace git_miner {

enum class Remedy {
  warning_lints,  // lints of the compiler warn where they would end the build
  newer_crates,   // the newest crates that the manifests allow, in place of those that the lock file names
};
constexpr auto enum_names(Remedy) {
  return base::names(
      "lints that end the build before the change too only warn (--cap-lints=warn)",
      "crates of the lock file fail before the change too: the newest compatible ones are used");
}

// Of a build that failed; none where something else than lints or a crate from elsewhere ends it.
std::optional<Remedy> remedy_of_build(const cargo::Messages& messages);

// The lints that end a build.
std::set<std::string> lints_of_build(const cargo::Messages& messages);

// Of the output of tests that failed: none but where the toolchain ends programs for what a crate does that the lock file
// takes from elsewhere.
std::optional<Remedy> remedy_of_tests(std::string_view output, std::string_view lock);

}  // namespace git_miner
