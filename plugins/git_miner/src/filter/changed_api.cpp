#include "filter/changed_api.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <rust_code/public_api.hpp>

#include "change/said.hpp"

namespace git_miner {
namespace {

using Signatures = std::vector<std::string>;

// A field or variant more leaves what was there in its order.
bool only_gains(const Signatures& before, const Signatures& after) {
  if (before.size() != after.size()) return false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    auto at = after[i].begin();
    for (const char c : before[i]) {
      at = std::find(at, after[i].end(), c);
      if (at == after[i].end()) return false;
      ++at;
    }
  }
  return true;
}

// "function net::connect"
bool is_type(const std::string& key) {
  return key.starts_with("struct ") || key.starts_with("enum ") || key.starts_with("union ") ||
         key.starts_with("trait ");
}

// `owned` of a text that speaks of `owned_name` alone.
bool stands_in_longer_names(std::string_view text, std::string_view name) {
  bool is_found = false;
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const char front = at > 0 ? text[at - 1] : ' ';
    const char back = at + name.size() < text.size() ? text[at + name.size()] : ' ';
    if (front != '_' && back != '_') return false;
    is_found = true;
  }
  return is_found;
}

std::string_view name_of_key(std::string_view key) {
  const std::size_t end = key.find_last_of(" :");
  return end == key.npos ? key : key.substr(end + 1);
}

}  // namespace

std::optional<Drop> changed_api_drop(const ChangeSet& set, const Said& said, std::string_view request,
                                     const LibraryTest& is_of_library) {
  rust_code::PublicApi before, after;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !is_of_library(file.change.path())) continue;
    before.merge(rust_code::public_api(*file.tree_before));
    after.merge(rust_code::public_api(*file.tree_after));
  }
  const auto changes = rust_code::api_changes(before, after);
  for (const std::vector<std::string>* keys : {&changes.removed, &changes.changed}) {
    for (const std::string& key : *keys) {
      if (key.starts_with("impl ") || key.starts_with("use ")) continue;
      const auto now = after.find(key);
      if (now != after.end() && is_type(key) && only_gains(before.at(key), now->second)) continue;
      const std::string_view name = name_of_key(key);
      if (said.holds_all_of(name) && !stands_in_longer_names(request, name)) continue;
      return Drop{DropReason::beside_request,
                  fmt::format("the public {} {}, which the request does not name", key,
                              now == after.end() ? "goes" : "gets another signature")};
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
