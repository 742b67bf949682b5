// What a commit's manifests ask for, written again by us: enough for cargo to resolve and fetch the crates,
// nothing that it would execute or configure itself by.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <git_miner/verify.hpp>

namespace git_miner {

struct OwnManifest {
  std::string text;
  // Why it cannot be written; then the text is empty.
  std::optional<Unproved> refused;
};

// Keeps the package's name, version, edition, rust-version and features, the workspace's members, dependency tables
// of all kinds, and patches. Dependencies come from the default registry, by a path that stays inside the repository,
// or from git over https; other places are refused. `path` is that of the manifest in the repository.
// `is_root`: what lies in the folders above and below is not to count where it names no workspace.
OwnManifest own_manifest(std::string_view manifest, const std::string& path, bool is_root);

struct Definition {
  std::map<std::string, std::string> files;  // by path: manifests, and an empty library beside each package
  std::map<std::string, Unproved> refused;   // manifests that are left out, which cargo may not need
  bool has_git = false;                      // a dependency from git
  std::string lock;                          // as the commit has it, where cargo may see it; else empty
};

// Of a commit; none where there is no manifest at its root. Errors: damaged objects.
base::Result<std::optional<Definition>> definition_of(const Repository& repository,
                                                      const std::string& commit);

// A lock file whose crates come from the default registry or from git over https.
bool is_plain_lock(std::string_view lock);

}  // namespace git_miner
