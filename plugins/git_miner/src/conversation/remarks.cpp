#include "conversation/remarks.hpp"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include <rust_code/items.hpp>

#include "change/line_index.hpp"
#include "change/run_as_test.hpp"
#include "conversation/wording.hpp"

namespace git_miner {
namespace {

std::string added_crate(const std::string& crate, const std::string& purpose, std::uint64_t choice) {
  switch (choice % 3) {
    case 0:
      return fmt::format("`{}` goes into the manifest, for {}.", crate, purpose);
    case 1:
      return fmt::format("Adding `{}` to the dependencies: it is needed for {}.", crate, purpose);
    default:
      return fmt::format("The dependency `{}` comes in, for {}.", crate, purpose);
  }
}

Remark added_crate(const CrateUse& use, std::uint64_t choice) {
  std::string plain = added_crate(use.crate, fmt::format("the code in `{}`", use.file), choice);
  if (use.names.empty()) return {plain, plain};
  return {added_crate(use.crate, fmt::format("{} in `{}`", list_of(use.names), use.file), choice),
          std::move(plain)};
}

Remark plainly(const std::string& sentence) { return {sentence, sentence}; }

using rust_code::Item;
using rust_code::ItemKind;

bool is_told(const Item& item) {
  return !item.is_local && item.kind != ItemKind::use && item.kind != ItemKind::extern_crate &&
         (item.kind != ItemKind::impl || item.name.starts_with('<')) &&
         item.kind != ItemKind::foreign_block && item.kind != ItemKind::macro_call && item.path.size() <= 80;
}

// The lines of `text` that differ from `other`, which it replaces or which replaces it; it begins at the line `begin`.
LineRange changed_lines(std::size_t begin, std::string_view text, std::string_view other) {
  const LineIndex mine(text), theirs(other);
  std::size_t front = 0, back = 0;
  const std::size_t most = std::min(mine.count(), theirs.count());
  while (front < most && mine.line(front) == theirs.line(front)) ++front;
  while (back < most - front && mine.line(mine.count() - 1 - back) == theirs.line(theirs.count() - 1 - back))
    ++back;
  return {begin + front, begin + mine.count() - back};
}

bool holds(const LineRange& outer, const Item& item) {
  return outer.begin <= item.first_line - 1 && item.last_line <= outer.end;
}

std::set<std::string> paths_of(const std::vector<Item>& items) {
  std::set<std::string> paths;
  for (const Item& item : items) paths.insert(item.path);
  return paths;
}

std::vector<Item> only_in(const std::vector<Item>& items, const LineRange& lines,
                          const std::set<std::string>& other) {
  std::vector<Item> found;
  for (const Item& item : items) {
    const bool is_inside = item.container && std::ranges::any_of(found, [&](const Item& one) {
                             return one.node == items[*item.container].node;
                           });
    if (is_told(item) && !is_inside && holds(lines, item) && !other.contains(item.path))
      found.push_back(item);
  }
  return found;
}

std::vector<std::string> names_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  for (const Item& item : items) {  // twins under another `cfg` are one
    if (std::ranges::find(names, item.path) == names.end()) names.push_back(item.path);
  }
  return names;
}

// The innermost item that holds all lines.
const Item* item_around(const std::vector<Item>& items, const LineRange& lines) {
  const Item* innermost = nullptr;
  for (const Item& item : items) {
    if (is_told(item) && item.kind != ItemKind::module && item.first_line - 1 <= lines.begin &&
        lines.end <= item.last_line)
      innermost = &item;
  }
  return innermost;
}

std::string added_remark(const std::vector<Item>& added, const std::string& file, std::uint64_t choice) {
  const std::string names = list_of(names_of(added));
  if (std::ranges::all_of(added, is_run_as_test)) {
    const char* kind = added.size() == 1 ? "A new test" : "New tests";
    return choice % 2 == 0 ? fmt::format("{}: {}.", kind, names)
                           : fmt::format("For the tests, I add {}.", names);
  }
  if (std::ranges::any_of(added, &Item::is_test)) return "";  // a helper, or both
  return choice % 2 == 0 ? fmt::format("Adding {} to `{}`.", names, file)
                         : fmt::format("New in `{}`: {}.", file, names);
}

// An item comes by an edit as what the whole change makes of it, or of the one around it.
const ItemDeed* deed_of(const FileDeeds& deeds, const Item& item) {
  auto found = std::ranges::find(deeds.items, item.path, &ItemDeed::name);
  if (found == deeds.items.end())
    found = std::ranges::find_if(deeds.items, [&](const ItemDeed& deed) {
      return (deed.deed == Deed::added || deed.deed == Deed::removed) && lies_within(item.path, deed.name);
    });
  return found == deeds.items.end() ? nullptr : &*found;
}

std::string place_remark(const Item& item, const std::string& file, std::uint64_t choice) {
  if (is_benchmark(item)) return fmt::format("In the benchmarks, `{}` changes.", item.path);
  if (item.is_test) return fmt::format("In the tests, `{}` changes.", item.path);
  switch (choice % 3) {
    case 0:
      return fmt::format("Now to `{}` in `{}`.", item.path, file);
    case 1:
      return fmt::format("I'll edit `{}`.", item.path);
    default:
      return fmt::format("In `{}`, `{}` has to change.", file, item.path);
  }
}

}  // namespace

Remarks::Remarks(const ChangeSet& set, const std::vector<FileDeeds>& deeds, const ChangeFacts& facts,
                 std::uint64_t choice)
    : choice_(choice) {
  for (const FileDeeds& file : deeds) {
    std::vector<std::string> sources, tests;
    for (const ItemDeed& item : file.items) {
      if (item.role == ItemRole::source || item.role == ItemRole::test)
        (item.role == ItemRole::test ? tests : sources).push_back(item.name);
      if (item.deed != Deed::moved) continue;
      moved_in_[file.path][item.name] = item.from;
      moved_out_[item.from].insert(item.old_name);
    }
    if (file.kind != ChangeKind::added) continue;
    if (!sources.empty())
      new_files_[file.path] = fmt::format("A new file, `{}`, takes {}.", file.path, list_of(sources));
    else if (!tests.empty())
      new_files_[file.path] =
          fmt::format("{}: {}.", tests.size() == 1 ? "A new test" : "New tests", list_of(tests));
  }
  for (const ChangedFile& file : set.files) {
    const std::string& path = file.change.path();
    if (!file.is_manifest || file.change.kind == ChangeKind::deleted) continue;
    const auto before = read_manifest(file.before), after = read_manifest(file.after);
    if (!before || !after) continue;
    const DependencyChanges changes = compare_manifests(*before, *after);
    for (const CrateUse& use : facts.crate_uses) {
      if (changes.added.contains(use.crate))
        manifests_[path].push_back({use.crate, added_crate(use, choice++)});
    }
    for (const std::string& crate : changes.removed)
      manifests_[path].push_back({crate, plainly(fmt::format("`{}` leaves the dependencies.", crate))});
    for (const std::string& crate : changes.test_only)
      manifests_[path].push_back(
          {crate, plainly(fmt::format("`{}` goes into the dev-dependencies.", crate))});
  }
}

std::string Remarks::on_new_file(const std::string& path) const {
  const auto found = new_files_.find(path);
  return found == new_files_.end() ? "" : found->second;
}

Remark Remarks::on_manifest(const std::string& path, const edits::Edit& edit) const {
  Remark all;
  const auto manifest = manifests_.find(path);
  if (manifest == manifests_.end()) return all;
  for (const CrateRemark& remark : manifest->second) {
    if (edit.old_text.contains(remark.crate) == edit.new_text.contains(remark.crate)) continue;
    const char* joint = all.text.empty() ? "" : " ";
    all.text += joint + remark.sentence.text;
    all.plain += joint + remark.sentence.plain;
  }
  return all;
}

bool Remarks::is_moved_out(const std::string& path, const std::string& item) const {
  const auto moved = moved_out_.find(path);
  return moved != moved_out_.end() && moved->second.contains(item);
}

// Of items whose paths the file did not have before the edit.
std::string Remarks::on_fresh(const std::string& path, const FileDeeds& deeds, const std::vector<Item>& fresh,
                              const LineRange& old_lines, const std::vector<Item>& old_items) const {
  std::set<std::string> sources;  // files from which they come
  const auto moved = moved_in_.find(path);
  bool all_added = true, all_moved = true;
  for (const Item& item : fresh) {
    const ItemDeed* deed = deed_of(deeds, item);
    const bool comes = moved != moved_in_.end() && moved->second.contains(item.path);
    if (comes) sources.insert(moved->second.at(item.path));
    all_moved &= comes;
    all_added &= !comes && (item.kind == ItemKind::module || (deed && deed->deed == Deed::added));
  }
  const bool replaces_module = std::ranges::any_of(old_items, [&](const Item& item) {
    return item.kind == ItemKind::module && holds(old_lines, item) && !paths_of(fresh).contains(item.path);
  });
  if (all_added && replaces_module &&
      std::ranges::all_of(fresh, [](const Item& item) { return item.kind == ItemKind::module; }))
    return "";
  if (all_added) return added_remark(fresh, path, choice_ + path.size());
  if (all_moved && sources.size() == 1)
    return fmt::format("Moving {} here from `{}`.", list_of(names_of(fresh)), *sources.begin());
  const ItemDeed* deed = fresh.size() == 1 ? deed_of(deeds, fresh.front()) : nullptr;
  if (!deed || deed->deed != Deed::renamed) return "";
  const bool is_old_here = std::ranges::any_of(
      old_items, [&](const Item& item) { return item.path == deed->old_name && holds(old_lines, item); });
  return is_old_here ? fmt::format("Renaming `{}` to `{}`.", deed->old_name, deed->name) : "";
}

std::string Remarks::on_edit(const std::string& path, const rust_code::SourceFile& before,
                             const rust_code::SourceFile& after, const PlacedEdit& placed) const {
  const edits::Edit& edit = placed.edit;
  const std::string_view from = before.tree().source();
  const auto old_items = rust_code::list_items(before), new_items = rust_code::list_items(after);
  const std::size_t old_begin = LineIndex(from).line_at(from.find(edit.old_text));
  const LineRange old_lines = changed_lines(old_begin, edit.old_text, edit.new_text),
                  new_lines = changed_lines(placed.place.begin, edit.new_text, edit.old_text);
  const std::uint64_t choice = choice_ + path.size();
  const FileDeeds deeds = deeds_between(path, before, after);
  if (const auto fresh = only_in(new_items, new_lines, paths_of(old_items)); !fresh.empty())
    return on_fresh(path, deeds, fresh, old_lines, old_items);
  if (new_lines.count() == 0) {
    const auto gone = only_in(old_items, old_lines, paths_of(new_items));
    const bool is_all = std::ranges::all_of(gone, [&](const Item& item) {
      const ItemDeed* deed = deed_of(deeds, item);
      return deed && deed->deed == Deed::removed && !is_moved_out(path, item.path);
    });
    if (!gone.empty())
      return is_all ? fmt::format("Removing {} from `{}`.", list_of(names_of(gone)), path) : "";
  }
  const Item* there = old_lines.count() > 0 ? item_around(old_items, old_lines) : nullptr;
  const Item* then = new_lines.count() > 0 ? item_around(new_items, new_lines) : nullptr;
  const Item* place = there ? there : then;
  if (there && then && there->path != then->path) {
    const ItemDeed* deed = deed_of(deeds, *then);
    const bool is_renamed = deed && deed->deed == Deed::renamed && deed->old_name == there->path;
    return is_renamed ? fmt::format("Renaming `{}` to `{}`.", there->path, then->path) : "";
  }
  const bool is_sure = place && (there || old_lines.count() == 0) && (then || new_lines.count() == 0);
  return is_sure ? place_remark(*place, path, choice) : "";
}

}  // namespace git_miner
