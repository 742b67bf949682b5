#include "change/scope.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "change/lower.hpp"
#include "path_parts.hpp"

namespace git_miner {
namespace {

constexpr std::string_view manifest = "/Cargo.toml";

struct Package {
  std::string folder, name;
};

std::optional<Package> package_of(std::string_view word, const std::vector<std::string>& paths) {
  std::vector<Package> exact, ending;
  for (const std::string& path : paths) {
    if (!path.ends_with(manifest)) continue;
    const std::string folder = path.substr(0, path.size() - manifest.size());
    const std::string name(name_of_path(folder));
    if (lower(name) == word) exact.push_back({folder, name});
    if (lower(name).ends_with("-" + std::string(word)) || lower(name).ends_with("_" + std::string(word)))
      ending.push_back({folder, name});
  }
  if (exact.size() == 1) return exact.front();
  return exact.empty() && ending.size() == 1 ? std::optional(ending.front()) : std::nullopt;
}

// A file or folder of Rust, by the name that the module has.
std::optional<std::string> module_of(std::string_view word, std::string_view folder,
                                     const std::vector<std::string>& paths) {
  std::set<std::string> names;
  for (const std::string& path : paths) {
    if (!path.ends_with(".rs") || !path.starts_with(folder)) continue;
    for (std::size_t begin = folder.size(); begin < path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      std::string part = path.substr(begin, end - begin);
      if (end == path.size()) part.resize(part.size() - 3);
      if (lower(part) == word) names.insert(part);
      begin = end + 1;
    }
  }
  return names.size() == 1 ? std::optional(*names.begin()) : std::nullopt;
}

}  // namespace

std::string place_of(std::string_view scope, const std::vector<std::string>& paths) {
  static const std::set<std::string_view> everywhere{"src", "lib", "main", "mod", "test", "tests", "bin", ""};
  const std::size_t slash = scope.find('/');
  const std::string_view first = scope.substr(0, slash);
  const std::string_view second = slash == scope.npos ? "" : name_of_path(scope);
  if (everywhere.contains(first)) return second.empty() ? "" : place_of(second, paths);
  const auto package = package_of(first, paths);
  if (package) {
    const auto module =
        everywhere.contains(second) ? std::nullopt : module_of(second, package->folder + "/", paths);
    return module ? fmt::format("the `{}` module of the `{}` crate", *module, package->name)
                  : fmt::format("the `{}` crate", package->name);
  }
  const auto module = module_of(second.empty() ? first : second, "", paths);
  return module ? fmt::format("the `{}` module", *module) : "";
}

}  // namespace git_miner
