#include "proof/scope.hpp"

#include <algorithm>
#include <set>

namespace git_miner {
namespace {

constexpr std::size_t few_packages = 4;

}  // namespace

const cargo::Package* owner_of(const std::vector<cargo::Package>& packages, std::string_view path) {
  const cargo::Package* best = nullptr;
  std::size_t depth = 0;
  for (const cargo::Package& package : packages) {
    std::string folder = package.folder.lexically_relative("/src").string();
    folder = folder == "." ? "" : folder + "/";
    if (!path.starts_with(folder) || (best && folder.size() < depth)) continue;
    best = &package;
    depth = folder.size();
  }
  return best;
}

bool Scope::has(const std::string& package) const { return std::ranges::binary_search(packages, package); }

std::string Scope::flags() const {
  std::string text;
  if (whole_workspace) {
    if (!is_reached) text += " --workspace";
  } else if (!is_reached) {
    for (const auto& package : packages) text += " -p " + package;
  }
  if (all_features) text += " --all-features";
  return text;
}

Scope scope_of(const std::vector<cargo::Package>& packages, const ChangeSet& set) {
  std::set<std::string> names;
  bool all = false;
  for (const ChangedFile& file : set.files) {
    const std::string& path = file.change.path();
    const auto* owner = owner_of(packages, path);
    if (owner && (file.is_rust || file.is_manifest)) names.insert(owner->name);
    if (!owner && path == "Cargo.toml") all = true;  // a workspace without a package at its root
  }
  Scope scope{.packages = {names.begin(), names.end()}};
  const auto is_default = [](const cargo::Package& package) { return package.is_default; };
  const auto defaults = std::ranges::count_if(packages, is_default);
  scope.whole_workspace = all || packages.size() <= few_packages || names.size() > few_packages;
  if (scope.whole_workspace) {
    scope.packages.clear();
    for (const auto& package : packages) scope.packages.push_back(package.name);
    std::ranges::sort(scope.packages);
    scope.is_reached = std::ranges::all_of(packages, is_default);
  } else {
    // Exactly these: a command without names that builds much more is not what one would type.
    scope.is_reached = std::cmp_equal(defaults, names.size()) &&
                       std::ranges::all_of(packages, [&](const cargo::Package& package) {
                         return package.is_default == names.contains(package.name);
                       });
  }
  if (names.empty() && !all) scope.packages.clear();
  return scope;
}

}  // namespace git_miner
