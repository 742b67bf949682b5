// The crates that a commit's lock file names, fetched without running anything of the repository.
//
// cargo reads foreign configuration even to fetch, so it never sees the repository: a manifest of our own,
// written from the parsed one, lies beside a copy of the lock file in an empty folder;
// `cargo vendor --locked` runs there, with a CARGO_HOME of its own and none of the user's credentials.
// Manifest and lock file may name crates of the default registry only. The result is kept per lock file and
// manifest.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <cargo/toolchain.hpp>

namespace git_miner {

// The folder with the crates; none where that cannot be: no package in the root manifest, dependencies by
// path or from git or another registry, a lock file that does not fit, crates that do not exist. `cache` is
// an existing folder that survives. The error is about the machine: no network, a full disk, a stop.
base::Result<std::optional<std::filesystem::path>> offline_crates(const cargo::Toolchain& toolchain,
                                                                  std::string_view manifest,
                                                                  std::string_view lock,
                                                                  const std::filesystem::path& cache,
                                                                  const std::stop_token& stop);

// The manifest of our own; none as above.
std::optional<std::string> own_manifest(std::string_view manifest);

// A lock file whose crates all come from the default registry.
bool is_plain_lock(std::string_view lock);

// Whether the words of a cargo that failed are about the network, not about what it was to fetch.
bool is_lack_of_network(std::string_view said);

}  // namespace git_miner
