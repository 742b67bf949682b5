// What a Cargo.toml says, read with a TOML parser.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace git_miner {

struct DependencyEntry {
  std::string package;  // its name in the registry: the key unless renamed
  std::string version;
  bool only_for_tests = true;  // [dev-dependencies] alone
  bool is_own = false;         // by a path: a crate of the same repository
};

struct Manifest {
  bool has_package = false;
  bool has_library = false;  // [lib]
  std::string package_name;
  std::string version;
  std::string edition;  // "" if not given
  std::string licence;
  std::string licence_file;           // relative to the manifest, like that of the workspace
  bool edition_of_workspace = false;  // `edition.workspace = true`
  bool licence_of_workspace = false;
  bool licence_file_of_workspace = false;
  // Of [workspace.package].
  std::string workspace_edition, workspace_licence, workspace_licence_file;
  // By key, from [dependencies], [dev-dependencies], [build-dependencies], those of targets and of the
  // workspace.
  std::map<std::string, DependencyEntry> dependencies;
};

// None if it is no TOML.
std::optional<Manifest> read_manifest(std::string_view text);

struct DependencyChanges {
  std::set<std::string> added;  // keys whose package was in no table before; none of the repository itself
  std::set<std::string> test_only;  // of those, the ones for tests alone
  std::set<std::string> removed;
  std::set<std::string> version_changed;
  bool own_version_changed = false;
};

DependencyChanges compare_manifests(const Manifest& before, const Manifest& after);

}  // namespace git_miner
