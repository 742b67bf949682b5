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

using Paths = std::vector<std::string>;

struct Package {
  std::string folder, name;
};

// More than half.
bool are_most(std::size_t part, std::size_t whole) { return 2 * part > whole; }

std::optional<Package> package_of(std::string_view word, const Paths& paths, const Paths& changed) {
  std::vector<Package> exact, ending;
  for (const std::string& path : paths) {
    if (!path.ends_with(manifest)) continue;
    const std::string folder = path.substr(0, path.size() - manifest.size());
    const std::string name(name_of_path(folder));
    if (lower(name) == word) exact.push_back({folder, name});
    if (lower(name).ends_with("-" + std::string(word)) || lower(name).ends_with("_" + std::string(word)))
      ending.push_back({folder, name});
  }
  const auto& found = exact.empty() ? ending : exact;
  if (found.size() != 1) return std::nullopt;
  const auto held = std::ranges::count_if(
      changed, [&](const std::string& path) { return path.starts_with(found.front().folder + "/"); });
  return are_most(static_cast<std::size_t>(held), changed.size()) ? std::optional(found.front())
                                                                  : std::nullopt;
}

// Where the names of modules begin in the path of a source: behind the folder of its package, and `src`.
std::size_t modules_begin(const std::string& source, const Paths& paths) {
  constexpr std::string_view sources = "src/";
  std::size_t begin = 0;
  for (const std::string& path : paths) {
    if (path.ends_with(manifest) && source.starts_with(path.substr(0, path.size() - manifest.size() + 1)))
      begin = std::max(begin, path.size() - manifest.size() + 1);
  }
  return source.compare(begin, sources.size(), sources) == 0 ? begin + sources.size() : begin;
}

// The module around a source, or the source itself, by the name that the module has.
std::optional<std::string> module_around(std::string_view word, const std::string& source,
                                         const Paths& paths) {
  for (std::size_t begin = modules_begin(source, paths); begin < source.size();) {
    const std::size_t end = std::min(source.find('/', begin), source.size());
    std::string part = source.substr(begin, end - begin);
    if (end == source.size()) part.resize(part.size() - std::min<std::size_t>(part.size(), 3));  // `.rs`
    if (lower(part) == word) return part;
    begin = end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> module_of(std::string_view word, const Paths& paths, const Paths& changed) {
  std::set<std::string> names;
  std::size_t held = 0;
  for (const std::string& source : changed) {
    const auto module = module_around(word, source, paths);
    if (!module) continue;
    names.insert(*module);
    ++held;
  }
  return names.size() == 1 && are_most(held, changed.size()) ? std::optional(*names.begin()) : std::nullopt;
}

}  // namespace

std::string place_of(std::string_view scope, const Paths& paths, const Paths& changed) {
  static const std::set<std::string_view> everywhere{"src",   "lib", "main",     "mod",     "test",
                                                     "tests", "bin", "examples", "benches", ""};
  const std::size_t slash = scope.find('/');
  const std::string_view first = scope.substr(0, slash);
  const std::string_view second = slash == scope.npos ? "" : name_of_path(scope);
  if (everywhere.contains(first)) return second.empty() ? "" : place_of(second, paths, changed);
  const std::string_view last = second.empty() ? first : second;
  const auto module = everywhere.contains(last) ? std::nullopt : module_of(last, paths, changed);
  const auto package = package_of(first, paths, changed);
  if (!package) return module ? fmt::format("the `{}` module", *module) : "";
  return module && !second.empty() ? fmt::format("the `{}` module of the `{}` crate", *module, package->name)
                                   : fmt::format("the `{}` crate", package->name);
}

}  // namespace git_miner
