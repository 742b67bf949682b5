#include "change/manifest.hpp"

#include <utility>

#include <foreign_toml/parse.hpp>

namespace git_miner {
namespace {

std::string text_at(const toml::table& table, std::string_view key) {
  const auto* value = table.get_as<std::string>(key);
  return value ? value->get() : std::string();
}

bool from_workspace(const toml::table& table, std::string_view key) {
  const auto* inner = table.get_as<toml::table>(key);
  return inner && (*inner)["workspace"].value_or(false);
}

DependencyEntry entry_of(std::string_view key, const toml::node& node) {
  DependencyEntry entry{.package = std::string(key), .version = {}};
  if (const auto* version = node.as_string()) {
    entry.version = version->get();
  } else if (const auto* table = node.as_table()) {
    entry.version = text_at(*table, "version");
    entry.is_own = table->contains("path");
    if (std::string name = text_at(*table, "package"); !name.empty()) entry.package = std::move(name);
  }
  return entry;
}

void add_dependencies(const toml::table& parent, std::map<std::string, DependencyEntry>& entries) {
  for (const std::string_view name : {"dependencies", "build-dependencies", "dev-dependencies"}) {
    const auto* table = parent.get_as<toml::table>(name);
    if (!table) continue;
    for (const auto& [key, node] : *table) {
      const auto [place, is_new] = entries.try_emplace(std::string(key.str()), entry_of(key.str(), node));
      if (name != "dev-dependencies") place->second.only_for_tests = false;
    }
  }
}

}  // namespace

std::optional<Manifest> read_manifest(std::string_view text) {
  const auto parsed = foreign_toml::parse(text);
  if (!parsed) return std::nullopt;
  const toml::table& root = *parsed;
  Manifest manifest;
  manifest.has_library = root.contains("lib");
  const auto* package = root.get_as<toml::table>("package");
  if (!package) package = root.get_as<toml::table>("project");  // the name before Rust 1.0
  if (package) {
    manifest.has_package = true;
    manifest.package_name = text_at(*package, "name");
    manifest.version = text_at(*package, "version");
    manifest.edition = text_at(*package, "edition");
    manifest.licence = text_at(*package, "license");
    manifest.licence_file = text_at(*package, "license-file");
    manifest.edition_of_workspace = from_workspace(*package, "edition");
    manifest.licence_of_workspace = from_workspace(*package, "license");
    manifest.licence_file_of_workspace = from_workspace(*package, "license-file");
  }
  if (const auto* workspace = root.get_as<toml::table>("workspace")) {
    if (const auto* shared = workspace->get_as<toml::table>("package")) {
      manifest.workspace_edition = text_at(*shared, "edition");
      manifest.workspace_licence = text_at(*shared, "license");
      manifest.workspace_licence_file = text_at(*shared, "license-file");
      if (manifest.version.empty()) manifest.version = text_at(*shared, "version");
    }
    add_dependencies(*workspace, manifest.dependencies);
  }
  add_dependencies(root, manifest.dependencies);
  if (const auto* targets = root.get_as<toml::table>("target")) {
    for (const auto& [key, node] : *targets) {
      if (const auto* table = node.as_table()) add_dependencies(*table, manifest.dependencies);
    }
  }
  return manifest;
}

DependencyChanges compare_manifests(const Manifest& before, const Manifest& after) {
  DependencyChanges changes;
  std::set<std::string> packages_before, packages_after;
  for (const auto& [key, entry] : before.dependencies) packages_before.insert(entry.package);
  for (const auto& [key, entry] : after.dependencies) packages_after.insert(entry.package);
  for (const auto& [key, entry] : after.dependencies) {
    const auto old = before.dependencies.find(key);
    if (old != before.dependencies.end()) {
      if (old->second.version != entry.version) changes.version_changed.insert(key);
    } else if (!packages_before.contains(entry.package) && !entry.is_own) {  // else renamed
      changes.added.insert(key);
      if (entry.only_for_tests) changes.test_only.insert(key);
    }
  }
  for (const auto& [key, entry] : before.dependencies) {
    if (!after.dependencies.contains(key) && !packages_after.contains(entry.package))
      changes.removed.insert(key);
  }
  changes.own_version_changed = !before.version.empty() && before.version != after.version;
  return changes;
}

}  // namespace git_miner
