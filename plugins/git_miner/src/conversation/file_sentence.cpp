#include "conversation/file_sentence.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "conversation/wording.hpp"

namespace git_miner {
namespace {

struct Names {
  std::vector<std::string> told;
  std::size_t others = 0;

  void add(const std::string& name) {
    if (name.empty() || std::ranges::find(told, name) != told.end())
      ++others;
    else
      told.push_back(name);
  }
  std::size_t count() const { return told.size() + others; }
};

const char* verb_of(Deed deed) {
  switch (deed) {
    case Deed::added:
      return "added";
    case Deed::changed:
      return "changed";
    case Deed::removed:
      return "removed";
    case Deed::renamed:
      return "renamed";
    case Deed::replaced:
      return "replaced";
    case Deed::rehoused:
    case Deed::moved:
      return "moved";
  }
  return "";
}

std::string noun_of(ItemRole role, std::size_t count) {
  const char* plural = count == 1 ? "" : "s";
  switch (role) {
    case ItemRole::source:
      return fmt::format("item{}", plural);
    case ItemRole::test:
      return fmt::format("test{}", plural);
    case ItemRole::test_helper:
      return fmt::format("helper{}", plural);
    case ItemRole::benchmark:
      return fmt::format("benchmark{}", plural);
  }
  return "";
}

// "`a` and `b`", "the test `a`", "3 tests" where none has a name to be told.
std::string objects(const Names& names, ItemRole role) {
  const std::string noun = noun_of(role, names.count());
  if (names.told.empty())
    return names.count() == 1 ? "one " + noun : fmt::format("{} {}", names.count(), noun);
  const std::string list = list_of(names.told, names.others);
  return role == ItemRole::source ? list : fmt::format("the {} {}", noun, list);
}

bool is_pair(const ItemDeed& item) {
  return item.deed == Deed::renamed || item.deed == Deed::rehoused || item.deed == Deed::replaced;
}

// Pairs of old and new names as one: "`a` to `b`".
std::string pair_of(const ItemDeed& item) {
  if (item.name.empty() || item.old_name.empty()) return "";
  return fmt::format("{}` {} `{}", item.old_name, item.deed == Deed::replaced ? "by" : "to", item.name);
}

// Of one role: "added `a` and `b`", "renamed `a` to `b`", "moved `c` here from `src/d.rs`".
void add_phrases(const FileDeeds& file, ItemRole role, std::vector<std::string>& phrases) {
  for (const Deed deed :
       {Deed::added, Deed::changed, Deed::renamed, Deed::rehoused, Deed::replaced, Deed::removed}) {
    Names names;
    for (const ItemDeed& item : file.items) {
      if (item.deed == deed && item.role == role) names.add(is_pair(item) ? pair_of(item) : item.name);
    }
    if (names.count() > 0) phrases.push_back(fmt::format("{} {}", verb_of(deed), objects(names, role)));
  }
  std::vector<std::pair<std::string, bool>> sources;
  for (const ItemDeed& item : file.items) {
    const std::pair source(item.from, item.is_same);
    if (item.deed == Deed::moved && item.role == role && std::ranges::find(sources, source) == sources.end())
      sources.push_back(source);
  }
  for (const auto& [from, is_same] : sources) {
    Names names;
    for (const ItemDeed& item : file.items) {
      if (item.deed == Deed::moved && item.role == role && item.from == from && item.is_same == is_same)
        names.add(item.name);
    }
    phrases.push_back(fmt::format("{} {} there from `{}`{}", verb_of(Deed::moved), objects(names, role), from,
                                  is_same ? "" : " with changes"));
  }
}

// Of declarations of modules, and of a manifest.
void add_entry_phrases(const FileDeeds& file, std::vector<std::string>& phrases) {
  const auto add = [&](const char* verb, const char* one, const char* many,
                       const std::vector<std::string>& names) {
    if (!names.empty())
      phrases.push_back(fmt::format("{} the {} {}", verb, names.size() == 1 ? one : many, list_of(names)));
  };
  add("declared", "module", "modules", file.modules.added);
  add("removed the declaration of", "module", "modules", file.modules.removed);
  add("changed the declaration of", "module", "modules", file.modules.changed);
  add("added", "dependency", "dependencies", file.manifest.added);
  add("removed", "dependency", "dependencies", file.manifest.removed);
  add("changed", "entry of", "entries of", file.manifest.changed);
  add("changed", "table", "tables", file.manifest.tables);
}

std::string joined(const std::vector<std::string>& phrases) {
  std::string all;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const bool is_last = i + 1 == phrases.size();
    all += (i == 0 ? "" : !is_last ? ", " : phrases.size() > 2 ? ", and " : " and ") + phrases[i];
  }
  return all;
}

std::string bare_phrase(const FileDeeds& file) {
  switch (file.kind) {
    case ChangeKind::added:
      return fmt::format("added the file `{}`", file.path);
    case ChangeKind::deleted:
      return fmt::format("removed the file `{}`", file.path);
    case ChangeKind::renamed:
      return fmt::format("moved `{}` to `{}`", file.old_path, file.path);
    case ChangeKind::modified:
      return fmt::format("changed `{}`", file.path);
  }
  return "";
}

// All or none: what is listed is complete.
void keep_told(std::vector<std::string>& names, const WordTest& is_shown) {
  for (std::string& name : names) name = told_name(name, is_shown) == name ? name : "";
  if (std::ranges::find(names, "") != names.end()) names.clear();
}

}  // namespace

std::vector<FileDeeds> told_deeds(std::vector<FileDeeds> deeds, const WordTest& is_shown) {
  for (FileDeeds& file : deeds) {
    for (ItemDeed& item : file.items) {
      item.name = told_name(item.name, is_shown);
      item.old_name = told_name(item.old_name, is_shown);
      // What stands in another impl now has the same last name.
      if (is_pair(item) && !item.name.empty() && item.name == item.old_name) item.deed = Deed::changed;
    }
    for (auto* names :
         {&file.modules.added, &file.modules.removed, &file.modules.changed, &file.manifest.added,
          &file.manifest.removed, &file.manifest.changed, &file.manifest.tables})
      keep_told(*names, is_shown);
  }
  return deeds;
}

std::string file_sentence(const FileDeeds& file, std::uint64_t choice) {
  std::vector<std::string> phrases;
  const bool has_names =
      std::ranges::any_of(file.items, [](const ItemDeed& item) { return !item.name.empty(); });
  if (has_names && file.kind != ChangeKind::deleted) {
    for (const ItemRole role : {ItemRole::source, ItemRole::test_helper, ItemRole::test, ItemRole::benchmark})
      add_phrases(file, role, phrases);
  }
  if (file.kind != ChangeKind::deleted) add_entry_phrases(file, phrases);
  if (phrases.empty() && file.only_imports && file.kind == ChangeKind::modified)
    return fmt::format("I changed the imports of `{}`.", file.path);
  if (phrases.empty()) return fmt::format("I {}.", bare_phrase(file));
  const char* front = file.kind == ChangeKind::added ? "In the new file" : "In";
  const std::string place = file.kind == ChangeKind::renamed
                                ? fmt::format("`{}`, moved from `{}`", file.path, file.old_path)
                                : fmt::format("`{}`", file.path);
  const bool is_short =
      phrases.size() == 1 && file.kind == ChangeKind::modified && !phrases[0].contains(" from ");
  if (is_short && choice % 2 == 0) return fmt::format("I {} in {}.", phrases[0], place);
  return fmt::format("{} {}, I {}.", front, place, joined(phrases));
}

std::string bare_sentence(const std::vector<FileDeeds>& files) {
  if (files.empty()) return "";
  std::vector<std::string> phrases;
  std::vector<std::string> changed;
  for (const FileDeeds& file : files) {
    if (file.kind == ChangeKind::modified)
      changed.push_back("`" + file.path + "`");
    else
      phrases.push_back(bare_phrase(file));
  }
  if (!changed.empty()) phrases.insert(phrases.begin(), "changed " + joined(changed));
  return fmt::format("I also {}.", joined(phrases));
}

}  // namespace git_miner
