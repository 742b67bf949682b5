// What a change did to the files and their items, as one would tell it: what is on both sides under two names was renamed
// or moved, and neither removed nor added.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

enum class Deed {
  added,
  changed,
  removed,
  renamed,   // but for names the same
  rehoused,  // likewise, under the same name in another item of its file
  replaced,  // by one of another name that does much of the same
  moved,     // from another file
};

enum class ItemRole { source, test, test_helper, benchmark };

struct ItemDeed {
  Deed deed{};
  ItemRole role{};
  std::string name;      // path; of a removed one as it was
  std::string old_name;  // of what was renamed, rehoused or replaced
  std::string from;      // file, of what moved
  bool is_same = true;   // of what moved: nothing in it changed
};

struct ManifestDeeds {
  std::vector<std::string> added, removed, changed;  // dependencies, by key
  std::vector<std::string> tables;                   // others that differ: `features`
};

// Declarations `mod x;`, by path.
struct ModuleDeeds {
  std::vector<std::string> added, removed, changed;
};

struct FileDeeds {
  std::string path;  // before, of a deleted file
  std::string old_path;
  ChangeKind kind = ChangeKind::modified;
  std::size_t lines = 0;  // that changed
  bool is_test = false;   // by its path
  std::vector<ItemDeed> items;
  ModuleDeeds modules;
  bool only_imports = false;  // `use` lines alone
  ManifestDeeds manifest;
};

// `Client::connect`, `<Client as Read>::read` and `<Client<Tcp> as Read>` lie within `Client`.
bool lies_within(std::string_view path, std::string_view outer);

std::vector<FileDeeds> deeds_of(const ChangeSet& set);

// Of one file; a source.
FileDeeds deeds_between(const std::string& path, const rust_code::SourceFile& before,
                        const rust_code::SourceFile& after);

ManifestDeeds manifest_deeds(std::string_view before, std::string_view after);

}  // namespace git_miner
