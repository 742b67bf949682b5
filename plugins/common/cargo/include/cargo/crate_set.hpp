// The crates that judged code may use, offline: vendored once, compiled once, shared by all workbenches.
//
//   definition/Cargo.toml, Cargo.lock, members/*   a workspace of ours; each member is one group of lines of
//                                                  dependencies as crates write them, so that features agree
//   cache/vendor-<digest of Cargo.lock>            `cargo vendor --locked` of it            -> /vendor
//   cache/seed-<digest of definition, toolchain,   its members built and linted in a workbench, one by one;
//               build settings>                    copied into each workbench               -> /target
//
// A crate with the dependency lines of a member compiles nothing but itself, and so do the crate's check,
// lints and tests. With other lines it compiles what differs. What is no longer used stays in the cache until
// the user removes it; any of its folders may be removed while nothing runs.
//
// Only vendoring may use the network. It runs outside the sandbox, on our own manifest, with the user's own
// CARGO_HOME: crates cached there need no network, and mirrors and credentials set there hold.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <cargo/toolchain.hpp>
#include <cargo/workbench.hpp>

namespace cargo {

struct AvailableCrate {
  std::string name;
  std::string version;

  bool operator==(const AvailableCrate&) const = default;
};

// Immutable after open, so safe from several threads; copies share it. Several threads and processes may
// open the same cache: one prepares it, the others wait.
class CrateSet {
 public:
  using Compiled = std::function<void(std::size_t done, std::size_t total)>;

  // `definition` is trusted. `cache` is a folder that survives; what is prepared there already is used.
  // Errors: a definition that cargo refuses, crates that cannot be fetched, no sandbox, a member that does
  // not build, a cache that cannot be written, a stop. Where members are compiled, `compiled` is told how many of how many
  // are.
  static base::Result<CrateSet> open(const Toolchain& toolchain, const std::filesystem::path& definition,
                                     const std::filesystem::path& cache, std::stop_token stop = {},
                                     const Compiled& compiled = {});

  // All packages of the lock file that come from a registry, by name and version.
  const std::vector<AvailableCrate>& crates() const;

  // The options with what a workbench needs to see the set: cargo's configuration, the bind of /vendor, the
  // seed.
  WorkbenchOptions options_for(WorkbenchOptions options = {}) const;

 private:
  struct State;
  explicit CrateSet(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace cargo
