#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include <criteria/manifests.hpp>

#include "manifest_reader.hpp"

namespace criteria {
namespace {

// What members inherit from the workspace that they belong to: the one whose folder holds theirs.
const Manifest* workspace_of(const std::vector<Manifest>& all, const Manifest& member) {
  const Manifest* found = nullptr;
  for (const Manifest& manifest : all) {
    const bool holds = manifest.is_workspace && member.folder.starts_with(manifest.folder);
    if (holds && (found == nullptr || manifest.folder.size() > found->folder.size())) found = &manifest;
  }
  return found;
}

void inherit(Dependency& dependency, const Manifest& workspace) {
  const auto shared = std::ranges::find(workspace.workspace_dependencies, dependency.key, &Dependency::key);
  if (shared == workspace.workspace_dependencies.end()) return;
  dependency.package = shared->package;
  dependency.requirement = shared->requirement;
  dependency.path = shared->path;
  dependency.git = shared->git;
  dependency.features.insert(dependency.features.end(), shared->features.begin(), shared->features.end());
}

}  // namespace

Manifests Manifests::parse(std::span<const rust_tasks::File> files) {
  Manifests result;
  std::set<std::string, std::less<>> paths;
  for (const rust_tasks::File& file : files) paths.insert(file.path);
  for (const rust_tasks::File& file : files) {
    if (file.path != "Cargo.toml" && !file.path.ends_with("/Cargo.toml")) continue;
    auto manifest = read_manifest(file, paths);
    if (manifest)
      result.all.push_back(*std::move(manifest));
    else
      result.broken.push_back(manifest.error());
  }
  for (Manifest& member : result.all) {
    const Manifest* const workspace = workspace_of(result.all, member);
    if (workspace == nullptr) continue;
    if (member.inherits_edition) member.edition = workspace->has_workspace_edition ? workspace->edition : "";
    for (Dependency& dependency : member.dependencies) {
      if (dependency.inherited) inherit(dependency, *workspace);
    }
  }
  return result;
}

const Manifest* Manifests::owner(std::string_view path) const {
  const Manifest* found = nullptr;
  for (const Manifest& manifest : all) {
    const bool holds = manifest.is_package && path.starts_with(manifest.folder);
    if (holds && (found == nullptr || manifest.folder.size() > found->folder.size())) found = &manifest;
  }
  return found;
}

bool Manifests::is_binary_source(std::string_view path) const {
  const Manifest* const package = owner(path);
  if (package == nullptr) return false;
  const std::string_view inside = path.substr(package->folder.size());
  if (inside == "src/main.rs" || inside.starts_with("src/bin/") || inside.starts_with("examples/"))
    return true;
  if (!package->has_library) return true;
  return std::ranges::find(package->binary_paths, inside) != package->binary_paths.end();
}

std::vector<Fault> added(const Manifests& start, const Manifests& candidate,
                         std::vector<Fault> Manifest::*list) {
  std::vector<Fault> result;
  for (const Manifest& manifest : candidate.all) {
    const auto before = std::ranges::find(start.all, manifest.path, &Manifest::path);
    for (const Fault& setting : manifest.*list) {
      const auto known = before == start.all.end() ? std::vector<Fault>() : (*before).*list;
      if (std::ranges::find(known, setting.what, &Fault::what) == known.end()) result.push_back(setting);
    }
  }
  return result;
}

std::string without_profiles(std::string_view manifest) {
  static const RE2 table(R"(^\s*\[)");
  static const RE2 profile(R"(^\s*\[\s*profile\s*[.\]])");
  std::string result;
  bool inside = false;
  while (!manifest.empty()) {
    const std::size_t end = std::min(manifest.find('\n'), manifest.size() - 1) + 1;
    const std::string_view line = manifest.substr(0, end);
    const re2::StringPiece text(line.data(), line.size());
    if (RE2::PartialMatch(text, table)) inside = RE2::PartialMatch(text, profile);
    result += inside ? std::string_view(line.ends_with('\n') ? "\n" : "") : line;
    manifest.remove_prefix(end);
  }
  return result;
}

}  // namespace criteria
