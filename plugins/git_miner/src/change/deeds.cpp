#include "change/deeds.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

#include "change/item_pairs.hpp"
#include "change/run_as_test.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

constexpr std::size_t most_bytes = 80;  // of a path that is told

bool is_named(const Item& item) { return has_told_name(item) && item.path.size() <= most_bytes; }

ItemRole role_of(const Item& item) {
  if (!item.is_test) return ItemRole::source;
  if (is_benchmark(item)) return ItemRole::benchmark;
  return is_run_as_test(item) ? ItemRole::test : ItemRole::test_helper;
}

std::set<std::string> paths_of(const std::vector<Item>& items) {
  std::set<std::string> paths;
  for (const Item& item : items) paths.insert(item.path);
  return paths;
}

// Twins under another `cfg` are told once.
void drop_twins(std::vector<ItemDeed>& items) {
  std::set<std::tuple<Deed, std::string, std::string>> told;
  std::erase_if(
      items, [&](const ItemDeed& item) { return !told.emplace(item.deed, item.name, item.old_name).second; });
}

// What comes, goes or moves with the item around it goes without saying.
void drop_inner(std::vector<ItemDeed>& items) {
  const auto outer = items;
  std::erase_if(items, [&](const ItemDeed& item) {
    const bool is_whole = item.deed == Deed::added || item.deed == Deed::removed || item.deed == Deed::moved;
    return is_whole && std::ranges::any_of(outer, [&](const ItemDeed& other) {
             return other.deed == item.deed && other.from == item.from && lies_within(item.name, other.name);
           });
  });
}

struct Told {
  const CodeFile& file;
  FileDeeds& deeds;
};

bool is_declaration(const Item& item) {
  return item.kind == ItemKind::module && item.body.begin == item.body.end;
}

// `f` of `net::Client::f`, and of `f`, since npos + 1 is 0.
std::string_view last_name(std::string_view path) { return path.substr(path.rfind(':') + 1); }

Deed deed_of_rename(const std::string& from, const std::string& to) {
  return last_name(from) == last_name(to) ? Deed::rehoused : Deed::renamed;
}

void add_changed(const Told& told, const ItemPairs& pairs) {
  for (const auto& change : told.file.items->changed) {
    const Item &before = told.file.items->before[change.before],
               &after = told.file.items->after[change.after];
    const bool is_other = change.signature || change.attributes;
    if (is_declaration(after) && is_other) told.deeds.modules.changed.push_back(after.path);
    if (!is_named(after) || pairs.goes_with_a_renamed(before.path, after.path)) continue;
    const bool is_same = without_arguments(before.path) == without_arguments(after.path);
    if (is_same && !(change.signature || change.body || change.attributes)) continue;
    told.deeds.items.push_back({.deed = is_same ? Deed::changed : deed_of_rename(before.path, after.path),
                                .role = role_of(after),
                                .name = after.path,
                                .old_name = is_same ? "" : before.path,
                                .from = ""});
  }
}

// What went into a function, or came out of one, is part of the change of that function.
bool is_local_in(const std::vector<Item>& items, const Item& item) {
  return std::ranges::any_of(items, [&](const Item& other) {
    return other.is_local && other.kind == item.kind && other.name == item.name;
  });
}

// What has a twin of the same path on the other side, as under another `cfg`, is there before and after.
void add_unpaired(const Told& told, const ItemPairs& pairs) {
  const auto &before = told.file.items->before, &after = told.file.items->after;
  const auto add = [&](Deed deed, const Item& item, const std::set<std::string>& others) {
    if (!is_named(item) || pairs.has(item)) return;
    if (is_local_in(deed == Deed::added ? before : after, item)) return;
    told.deeds.items.push_back({.deed = others.contains(item.path) ? Deed::changed : deed,
                                .role = role_of(item),
                                .name = item.path,
                                .old_name = "",
                                .from = ""});
  };
  const auto paths_before = paths_of(before), paths_after = paths_of(after);
  for (const std::size_t index : told.file.items->added) {
    const Item& item = after[index];
    add(Deed::added, item, paths_before);
    if (is_declaration(item) && !paths_before.contains(item.path))
      told.deeds.modules.added.push_back(item.path);
  }
  for (const std::size_t index : told.file.items->deleted) {
    const Item& item = before[index];
    add(Deed::removed, item, paths_after);
    if (is_declaration(item) && !paths_after.contains(item.path))
      told.deeds.modules.removed.push_back(item.path);
  }
}

void add_pairs(const Told& told, const ItemPairs& pairs) {
  for (const ItemPair& pair : pairs.all()) {
    if (pair.after_file != &told.file || !is_named(*pair.after)) continue;
    const bool is_here = pair.before_file == pair.after_file;
    const bool is_one =
        pair.goes_along || without_arguments(pair.before->path) == without_arguments(pair.after->path);
    if (is_here && is_one && pair.is_same) continue;
    const Deed deed = !is_here       ? Deed::moved
                      : is_one       ? Deed::changed
                      : pair.is_same ? deed_of_rename(pair.before->path, pair.after->path)
                                     : Deed::replaced;
    told.deeds.items.push_back({.deed = deed,
                                .role = role_of(*pair.after),
                                .name = pair.after->path,
                                .old_name = pair.before->path,
                                .from = is_here ? "" : pair.before_file->path,
                                .is_same = pair.is_same});
  }
}

bool only_imports(const rust_code::Comparison& items) {
  const auto is_import = [](const Item& item) {
    return item.kind == ItemKind::use || item.kind == ItemKind::extern_crate;
  };
  if (items.added.size() + items.deleted.size() + items.changed.size() == 0) return false;
  return std::ranges::all_of(items.added, [&](std::size_t i) { return is_import(items.after[i]); }) &&
         std::ranges::all_of(items.deleted, [&](std::size_t i) { return is_import(items.before[i]); }) &&
         std::ranges::all_of(items.changed,
                             [&](const auto& one) { return is_import(items.after[one.after]); });
}

void add_items(const CodeFile& file, const ItemPairs& pairs, FileDeeds& deeds) {
  const Told told{file, deeds};
  add_changed(told, pairs);
  add_unpaired(told, pairs);
  add_pairs(told, pairs);
  drop_twins(deeds.items);
  drop_inner(deeds.items);
  deeds.only_imports = only_imports(*file.items);
}

}  // namespace

bool lies_within(std::string_view path, std::string_view outer) {
  const std::string name(outer);
  return path.starts_with(name + "::") || path.starts_with("<" + name + " as ") ||
         path.starts_with("<" + name + "<");
}

std::vector<FileDeeds> deeds_of(const ChangeSet& set) {
  std::vector<CodeFile> code;
  code.reserve(set.files.size());
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && file.tree_before && file.tree_after)
      code.push_back({file.change.path(), &*file.tree_before, &*file.tree_after, &file.items});
  }
  const ItemPairs pairs(code);
  std::vector<FileDeeds> all;
  for (const ChangedFile& file : set.files) {
    FileDeeds deeds{.path = file.change.path(),
                    .old_path = file.change.kind == ChangeKind::renamed ? file.change.before.path : "",
                    .kind = file.change.kind,
                    .lines = file.source_lines + file.test_lines,
                    .is_test = file.is_test,
                    .items = {},
                    .modules = {},
                    .manifest = {}};
    const auto known = std::ranges::find(code, file.change.path(), &CodeFile::path);
    if (known != code.end()) add_items(*known, pairs, deeds);
    if (file.is_manifest && file.change.kind == ChangeKind::modified)
      deeds.manifest = manifest_deeds(file.before, file.after);
    all.push_back(std::move(deeds));
  }
  return all;
}

FileDeeds deeds_between(const std::string& path, const rust_code::SourceFile& before,
                        const rust_code::SourceFile& after) {
  const auto items = rust_code::compare(before, after);
  const std::vector<CodeFile> code{{path, &before, &after, &items}};
  FileDeeds deeds;
  deeds.path = path;
  add_items(code.front(), ItemPairs(code), deeds);
  return deeds;
}

}  // namespace git_miner
