#include "change/rights.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include "change/crate_facts.hpp"
#include "change/lower.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_id = 7;  // digits that name a commit

// "github.com/acme/tool" of "https://github.com/acme/tool" and "github.com:acme/tool"; "" of what is no URL.
std::string place_of_url(std::string_view name) {
  const std::size_t scheme = name.find("://");
  std::string place = lower(scheme == name.npos ? name : name.substr(scheme + 3));
  const std::size_t end = place.find_first_of("/:");
  if (end == place.npos || (scheme == name.npos && place[end] != ':')) return "";
  if (place[end] == ':') {
    const std::size_t slash = place.find('/', end);
    const bool is_port = scheme != name.npos;  // "host:22/acme/tool"
    if (is_port && slash != place.npos) place.erase(end, slash - end);
    if (!is_port) place[end] = '/';
  }
  return place;
}

std::string_view last_part(std::string_view name) { return name.substr(name.find_last_of("/:") + 1); }

bool is_below(std::string_view place, std::string_view owner) {
  return place.size() > owner.size() && place.starts_with(owner) && place[owner.size()] == '/';
}

bool is_commit(std::string_view entry, std::string_view commit) {
  return entry.size() >= least_id && commit.starts_with(lower(entry));
}

bool is_repository(std::string_view entry, std::string_view name) {
  if (entry == name || entry == last_part(name)) return true;
  const std::string place = place_of_url(name);
  return !place.empty() && (lower(entry) == place || place_of_url(entry) == place);
}

// As in a .gitignore: without a slash, it is the name of a file in any folder.
bool matches(const std::string& pattern, const std::string& path) {
  if (path.empty()) return false;
  if (::fnmatch(pattern.c_str(), path.c_str(), 0) == 0) return true;
  return !pattern.contains('/') && ::fnmatch(pattern.c_str(), path.c_str() + path.rfind('/') + 1, 0) == 0;
}

struct Side {
  std::string commit, path;
};

std::vector<Side> sides_of(const ChangeSet& set) {
  std::vector<Side> sides;
  for (const ChangedFile& file : set.files) {
    const FileSide &before = file.change.before, &after = file.change.after;
    if (!after.path.empty()) sides.push_back({set.text.id, after.path});
    if (!before.path.empty() && before.path != after.path)
      sides.push_back({set.text.parents.front(), before.path});
  }
  return sides;
}

std::string all_of(const std::vector<std::string>& licences) {
  if (licences.size() == 1) return licences.front();
  std::string all;
  for (const std::string& licence : licences) {
    const bool is_choice = licence.contains(" OR ") || licence.contains(" AND ");
    all += (all.empty() ? "" : " AND ") + (is_choice ? "(" + licence + ")" : licence);
  }
  return all;
}

Drop licence_drop(const std::string& path, const CrateFacts& crate, const Options& options) {
  if (crate.licence.empty())
    return {DropReason::no_licence,
            fmt::format("{}: neither {} nor a file of a known licence names one (any_licence false)", path,
                        crate.manifest_path.empty() ? "a manifest" : crate.manifest_path)};
  return {DropReason::licence_not_allowed, fmt::format("{}: licence \"{}\" (licences {})", path,
                                                       crate.licence, fmt::join(options.licences, ", "))};
}

}  // namespace

bool is_own(std::string_view repository, const std::set<std::string>& own) {
  const std::string place = place_of_url(repository);
  if (place.empty()) return false;
  const std::string_view below_host = std::string_view(place).substr(place.find('/') + 1);
  return std::ranges::any_of(own, [&](const std::string& owner) {
    const std::string name = lower(owner);
    return is_below(name.contains('/') ? std::string_view(place) : below_host, name);
  });
}

Rights rights_of(const Repository& repository, const std::string& name, const ChangeSet& set,
                 const Options& options) {
  const bool is_free = options.any_licence || is_own(name, options.own);
  std::vector<std::string> licences;
  bool is_known = true;
  for (const auto& [commit, path] : sides_of(set)) {
    CrateFacts crate = crate_facts(repository, commit, path);
    if (!is_free && !is_allowed(crate.licence, options.licences))
      return {"", licence_drop(path, crate, options)};
    is_known = is_known && !crate.licence.empty();
    if (std::ranges::find(licences, crate.licence) == licences.end())
      licences.push_back(std::move(crate.licence));
  }
  return {is_known ? all_of(licences) : "", std::nullopt};
}

std::optional<Drop> blocked_commit(const std::string& repository, const std::string& commit,
                                   const Options& options) {
  for (const std::string& entry : options.block) {
    if (is_commit(entry, commit) || is_repository(entry, repository))
      return Drop{DropReason::blocked, fmt::format("block names {}", entry)};
  }
  return std::nullopt;
}

std::optional<Drop> blocked_path(const ChangeSet& set, const Options& options) {
  for (const std::string& entry : options.block) {
    for (const ChangedFile& file : set.files) {
      for (const FileSide* side : {&file.change.before, &file.change.after}) {
        if (matches(entry, side->path))
          return Drop{DropReason::blocked, fmt::format("{}: block names {}", side->path, entry)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
