#include "change/crate_facts.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include <git_miner/licence.hpp>

#include "path_parts.hpp"

namespace git_miner {
namespace {

std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

bool is_licence_file(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return !name.ends_with('/') && (name.starts_with("LICENSE") || name.starts_with("LICENCE") ||
                                  name.starts_with("COPYING") || name.starts_with("UNLICENSE"));
}

std::string joined(const std::vector<std::string>& licences) {
  std::string all;
  for (const std::string& licence : licences) all += (all.empty() ? "" : " AND ") + licence;
  return all;
}

// Who has several texts beside his code may mean a choice or not: each of them has to be met. None where there is no such
// file, "" where one is of no known licence.
std::optional<std::string> licence_of_files(const Repository& repository, const std::string& commit,
                                            const std::string& folder) {
  std::vector<std::string> found;
  for (const std::string& name : repository.names(commit, folder)) {
    if (!is_licence_file(name)) continue;
    std::string licence = licence_of_text(repository.file(commit, below(folder, name)).value_or(""));
    if (licence.empty()) return "";
    if (std::ranges::find(found, licence) == found.end()) found.push_back(std::move(licence));
  }
  if (found.empty()) return std::nullopt;
  return joined(found);
}

// Of the folder and those above it the nearest with such files.
std::string licence_of_files_above(const Repository& repository, const std::string& commit,
                                   std::string folder) {
  for (;; folder = folder_of_path(folder)) {
    if (auto licence = licence_of_files(repository, commit, folder)) return *std::move(licence);
    if (folder.empty()) return "";
  }
}

struct Found {
  std::string folder;
  Manifest manifest;
};

// The manifests above a file, nearest first.
std::vector<Found> manifests_above(const Repository& repository, const std::string& commit,
                                   std::string_view path) {
  std::vector<Found> found;
  for (std::string folder = folder_of_path(path);; folder = folder_of_path(folder)) {
    if (const auto text = repository.file(commit, below(folder, "Cargo.toml"))) {
      if (auto manifest = read_manifest(*text)) found.push_back({folder, *std::move(manifest)});
    }
    if (folder.empty()) return found;
  }
}

std::string licence_of_file(const Repository& repository, const std::string& commit,
                            const std::string& folder, const std::string& name) {
  const auto path = std::filesystem::path(below(folder, name)).lexically_normal().generic_string();
  return licence_of_text(repository.file(commit, path).value_or(""));
}

// What the package's manifest says, and its workspace's where it refers to that; none if nothing.
std::optional<std::string> declared_licence(const Repository& repository, const std::string& commit,
                                            std::span<const Found> from_package) {
  const Manifest& own = from_package.front().manifest;
  if (!own.licence.empty()) return spdx_expression(own.licence);
  if (!own.licence_file.empty())
    return licence_of_file(repository, commit, from_package.front().folder, own.licence_file);
  for (const auto& [folder, manifest] : from_package) {
    if (own.licence_of_workspace && !manifest.workspace_licence.empty())
      return spdx_expression(manifest.workspace_licence);
    if (own.licence_file_of_workspace && !manifest.workspace_licence_file.empty())
      return licence_of_file(repository, commit, folder, manifest.workspace_licence_file);
  }
  return std::nullopt;
}

// Of folders inside the package that have licence files of their own, such as code of others.
void add_licences_inside(const Repository& repository, const std::string& commit, const std::string& package,
                         std::string_view path, std::string& licence) {
  for (std::string folder = folder_of_path(path); folder.size() > package.size();
       folder = folder_of_path(folder)) {
    const auto inside = licence_of_files(repository, commit, folder);
    if (!inside) continue;
    const bool is_known = !inside->empty() && !licence.empty();
    licence = is_known ? "(" + licence + ") AND " + *inside : "";
  }
}

}  // namespace

CrateFacts crate_facts(const Repository& repository, const std::string& commit, std::string_view path) {
  CrateFacts facts{.manifest_path = {}, .edition = "2015", .licence = {}};
  const auto above = manifests_above(repository, commit, path);
  if (above.empty()) {
    facts.licence = licence_of_files_above(repository, commit, folder_of_path(path));
    return facts;
  }
  const auto package =
      std::ranges::find_if(above, [](const Found& found) { return found.manifest.has_package; });
  if (package == above.end()) {  // the root of a workspace without a package
    const auto& [folder, manifest] = above.back();
    facts.manifest_path = below(folder, "Cargo.toml");
    if (!manifest.workspace_edition.empty()) facts.edition = manifest.workspace_edition;
    facts.licence = spdx_expression(manifest.workspace_licence);
    if (facts.licence.empty())
      facts.licence = licence_of_files_above(repository, commit, folder_of_path(path));
    return facts;
  }
  const std::span from_package(package, above.end());
  facts.manifest_path = below(package->folder, "Cargo.toml");
  if (!package->manifest.edition.empty()) facts.edition = package->manifest.edition;
  for (const Found& found : from_package) {
    if (!package->manifest.edition_of_workspace || found.manifest.workspace_edition.empty()) continue;
    facts.edition = found.manifest.workspace_edition;
    break;
  }
  const auto declared = declared_licence(repository, commit, from_package);
  facts.licence = declared ? *declared : licence_of_files_above(repository, commit, package->folder);
  add_licences_inside(repository, commit, package->folder, path, facts.licence);
  return facts;
}

bool is_of_library(const Repository& repository, const std::string& commit, std::string_view path) {
  for (std::string folder = folder_of_path(path);; folder = folder_of_path(folder)) {
    const auto text = repository.file(commit, below(folder, "Cargo.toml"));
    const auto manifest = text ? read_manifest(*text) : std::nullopt;
    if (manifest && manifest->has_package)
      return manifest->has_library || repository.file(commit, below(folder, "src/lib.rs")).has_value();
    if (folder.empty()) return true;
  }
}

}  // namespace git_miner
