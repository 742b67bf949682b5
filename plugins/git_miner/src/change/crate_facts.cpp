#include "change/crate_facts.hpp"

#include <algorithm>
#include <vector>

#include <git_miner/licence.hpp>

namespace git_miner {
namespace {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string() : std::string(path.substr(0, slash));
}

std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

bool is_licence_file(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return !name.ends_with('/') && (name.starts_with("LICENSE") || name.starts_with("LICENCE") ||
                                  name.starts_with("COPYING") || name.starts_with("UNLICENSE"));
}

// Several files are a choice, as in LICENSE-MIT beside LICENSE-APACHE; one of an unknown licence spoils it.
std::string licence_of_files(const Repository& repository, const std::string& commit,
                             const std::string& folder) {
  std::vector<std::string> found;
  for (const std::string& name : repository.names(commit, folder)) {
    if (!is_licence_file(name)) continue;
    std::string licence = licence_of_text(repository.file(commit, below(folder, name)).value_or(""));
    if (licence.empty()) return "";
    if (std::ranges::find(found, licence) == found.end()) found.push_back(std::move(licence));
  }
  std::string all;
  for (const std::string& licence : found) all += (all.empty() ? "" : " OR ") + licence;
  return all;
}

struct Found {
  std::string folder;
  Manifest manifest;
};

// The manifests above a file, nearest first.
std::vector<Found> manifests_above(const Repository& repository, const std::string& commit,
                                   std::string_view path) {
  std::vector<Found> found;
  for (std::string folder = folder_of(path);; folder = folder_of(folder)) {
    if (const auto text = repository.file(commit, below(folder, "Cargo.toml"))) {
      if (auto manifest = read_manifest(*text)) found.push_back({folder, *std::move(manifest)});
    }
    if (folder.empty()) return found;
  }
}

}  // namespace

CrateFacts crate_facts(const Repository& repository, const std::string& commit, std::string_view path) {
  CrateFacts facts;
  const auto above = manifests_above(repository, commit, path);
  const auto own = std::ranges::find_if(above, [](const Found& found) { return found.manifest.has_package; });
  if (own != above.end()) {
    facts.manifest_path = below(own->folder, "Cargo.toml");
    facts.edition = own->manifest.edition;
    facts.licence = own->manifest.licence;
    for (auto it = own; it != above.end(); ++it) {
      if (own->manifest.edition_of_workspace && facts.edition.empty())
        facts.edition = it->manifest.workspace_edition;
      if (own->manifest.licence_of_workspace && facts.licence.empty())
        facts.licence = it->manifest.workspace_licence;
    }
  } else if (!above.empty()) {  // the root of a workspace without a package
    facts.manifest_path = below(above.back().folder, "Cargo.toml");
    facts.edition = above.back().manifest.workspace_edition;
    facts.licence = above.back().manifest.workspace_licence;
  }
  if (facts.edition.empty()) facts.edition = "2015";
  facts.licence = spdx_expression(facts.licence);
  if (facts.licence.empty() && own != above.end())
    facts.licence = licence_of_files(repository, commit, own->folder);
  if (facts.licence.empty()) facts.licence = licence_of_files(repository, commit, "");
  return facts;
}

bool is_of_library(const Repository& repository, const std::string& commit, std::string_view path) {
  for (std::string folder = folder_of(path);; folder = folder_of(folder)) {
    const auto text = repository.file(commit, below(folder, "Cargo.toml"));
    const auto manifest = text ? read_manifest(*text) : std::nullopt;
    if (manifest && manifest->has_package)
      return manifest->has_library || repository.file(commit, below(folder, "src/lib.rs")).has_value();
    if (folder.empty()) return true;
  }
}

}  // namespace git_miner
