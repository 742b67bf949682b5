#include <map>
#include <set>
#include <sstream>

#include <foreign_toml/parse.hpp>

#include "change/deeds.hpp"

namespace git_miner {
namespace {

using Entries = std::map<std::string, std::string>;  // by key, as text

std::string text_of(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

struct Contents {
  std::map<std::string, Entries> dependencies;  // by table
  Entries others;                               // top-level tables
};

void add_dependencies(const toml::table& parent, const std::string& front, Contents& contents) {
  for (const char* name : {"dependencies", "build-dependencies", "dev-dependencies"}) {
    const auto* table = parent.get_as<toml::table>(name);
    if (!table) continue;
    Entries& entries = contents.dependencies[front + name];
    for (const auto& [key, node] : *table) entries[std::string(key.str())] = text_of(node);
  }
}

Contents contents_of(toml::table root) {
  Contents contents;
  add_dependencies(root, "", contents);
  if (const auto* targets = root.get_as<toml::table>("target")) {
    for (const auto& [key, node] : *targets) {
      if (const auto* table = node.as_table()) add_dependencies(*table, std::string(key.str()), contents);
    }
  }
  if (auto* workspace = root.get_as<toml::table>("workspace")) {
    add_dependencies(*workspace, "workspace", contents);
    workspace->erase("dependencies");
  }
  for (const char* told : {"dependencies", "build-dependencies", "dev-dependencies", "target"})
    root.erase(told);
  for (const auto& [key, node] : root) contents.others[std::string(key.str())] = text_of(node);
  return contents;
}

std::set<std::string> differing(const Entries& before, const Entries& after) {
  std::set<std::string> keys;
  for (const auto& [key, text] : before) {
    const auto other = after.find(key);
    if (other == after.end() || other->second != text) keys.insert(key);
  }
  for (const auto& [key, text] : after) {
    if (!before.contains(key)) keys.insert(key);
  }
  return keys;
}

bool has_key(const Contents& contents, const std::string& key) {
  for (const auto& [table, entries] : contents.dependencies) {
    if (entries.contains(key)) return true;
  }
  return false;
}

}  // namespace

ManifestDeeds manifest_deeds(std::string_view before, std::string_view after) {
  const auto old_root = foreign_toml::parse(before), new_root = foreign_toml::parse(after);
  ManifestDeeds deeds;
  if (!old_root || !new_root) return deeds;
  Contents old = contents_of(*old_root), now = contents_of(*new_root);
  std::set<std::string> keys;
  for (const auto& [table, entries] : old.dependencies)
    keys.merge(differing(entries, now.dependencies[table]));
  for (const auto& [table, entries] : now.dependencies)
    keys.merge(differing(old.dependencies[table], entries));
  for (const std::string& key : keys) {
    auto& list = !has_key(old, key) ? deeds.added : !has_key(now, key) ? deeds.removed : deeds.changed;
    list.push_back(key);
  }
  for (const std::string& table : differing(old.others, now.others)) deeds.tables.push_back(table);
  return deeds;
}

}  // namespace git_miner
