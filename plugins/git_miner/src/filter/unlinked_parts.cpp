#include "filter/unlinked_parts.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "change/code_tokens.hpp"
#include "path_parts.hpp"
#include "trimmed.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

bool is_code(const ChangePart& part) { return !part.is_test && !part.is_import; }

// Variables of one function are the same; a part in which no name changes is of those that stand there.
bool are_linked_within(const ChangePart& a, const ChangePart& b) {
  if (a.changed.empty() || b.changed.empty()) return meet(a.used, b.used);
  return meet(a.changed, b.used) || meet(b.changed, a.used);
}

// `new` and the like are told by the type that they are of.
bool stands_in_for(const ChangePart& a, const ChangePart& b) {
  return a.is_other_signature && a.own.empty() && a.container && meet(names_of(*a.container), b.used);
}

bool are_linked(const ChangePart& a, const ChangePart& b) {
  if (!a.edit.empty() && a.edit == b.edit) return true;
  const bool is_one_item = a.file == b.file && a.item && b.item && a.item->path == b.item->path;
  if (is_one_item) return are_linked_within(a, b);
  if (meet(a.own, b.used) || meet(b.own, a.used) || meet(a.own, b.own) || meet(a.shared, b.shared))
    return true;
  // Who calls it has to give it other arguments.
  if ((a.is_other_signature && meet(a.own, b.around)) || (b.is_other_signature && meet(b.own, a.around)))
    return true;
  if (a.is_import != b.is_import && a.file == b.file)
    return meet(a.changed, b.used) || meet(b.changed, a.used);
  if (stands_in_for(a, b) || stands_in_for(b, a)) return true;
  // A type or impl that comes or goes, and what is in it.
  return (a.is_new && b.is_new && (a.container == b.item || b.container == a.item)) ||
         (a.is_new == b.is_new && a.is_gone == b.is_gone && a.container && a.container == b.container &&
          a.container->name.starts_with('<'));
}

// By part, the number of the group of linked parts that it is in.
std::vector<std::size_t> groups_of(const std::vector<const ChangePart*>& parts) {
  std::vector<std::size_t> groups(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    groups[i] = i;
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t from = groups[j], to = groups[i];
      if (from != to && are_linked(*parts[i], *parts[j])) std::ranges::replace(groups, from, to);
    }
  }
  return groups;
}

bool is_named(const ChangePart& part, const Said& said) {
  const auto is_said = [&](std::string_view name) {
    return name.contains('"') ? said.holds_part_of(name) : said.speaks_of(name);
  };
  const std::string_view file = name_of_path(part.file->change.path());
  const bool is_whole_file =
      part.file->change.kind == ChangeKind::added || part.file->change.kind == ChangeKind::deleted;
  if (is_whole_file && is_said(file.substr(0, file.find('.')))) return true;
  // Where no name changes, all that stand there tell what it is about.
  const Names& names = part.changed.empty() ? part.used : part.changed;
  return std::ranges::any_of(part.own, is_said) || std::ranges::any_of(names, is_said) ||
         std::ranges::any_of(part.ordinary, is_said) ||
         ((part.is_new || part.is_gone || part.own.empty()) && part.container &&
          std::ranges::any_of(names_of(*part.container), is_said));
}

Drop beside(const ChangePart& part, std::string_view what) {
  return {DropReason::beside_request, fmt::format("{}:{}: {}{}", part.file->change.path(), part.line, what,
                                                  part.item ? fmt::format(" ({})", part.item->path) : "")};
}

// An import of what was imported under another path: all its uses change.
bool comes_from_elsewhere(const ChangePart& part, const std::vector<ChangePart>& parts) {
  return part.is_import && !part.is_test && std::ranges::any_of(parts, [&](const ChangePart& other) {
           return other.file == part.file && other.is_import &&
                  (meet(part.gained, other.lost) || meet(part.lost, other.gained));
         });
}

std::optional<Drop> code_drop(const std::vector<ChangePart>& parts, const Said& said) {
  std::vector<const ChangePart*> code;
  for (const ChangePart& part : parts) {
    if (is_code(part) || comes_from_elsewhere(part, parts)) code.push_back(&part);
  }
  const auto groups = groups_of(code);
  std::set<std::size_t> named;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (is_named(*code[i], said)) named.insert(groups[i]);
  }
  // Where the request speaks of the whole in other words, the whole has to be one.
  if (named.empty()) {
    const auto first = std::ranges::find_if(code, [](const ChangePart* part) { return is_code(*part); });
    if (first != code.end()) named.insert(groups[static_cast<std::size_t>(first - code.begin())]);
  }
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (is_code(*code[i]) && !named.contains(groups[i]))
      return beside(*code[i], "nothing links this to the request");
  }
  return std::nullopt;
}

// The paths of a use tree: `a::{b, c::d}` has two.
void add_paths(std::string_view tree, const std::string& prefix, std::multiset<std::string>& paths) {
  const std::size_t open = tree.find('{');
  if (open == tree.npos || !tree.ends_with('}')) {
    paths.insert(prefix + std::string(trimmed(tree)));
    return;
  }
  const std::string inner = prefix + std::string(tree.substr(0, open));
  std::size_t depth = 0, begin = open + 1;
  for (std::size_t at = begin; at < tree.size(); ++at) {
    const bool is_last = at + 1 == tree.size();
    if ((tree[at] == ',' || is_last) && depth == 0) {
      const std::string_view part = trimmed(tree.substr(begin, at - begin));
      if (!part.empty()) add_paths(part, inner, paths);
      begin = at + 1;
    }
    if (tree[at] == '{') ++depth;
    if (tree[at] == '}' && !is_last) --depth;
  }
}

std::multiset<std::string> imported(const std::vector<rust_code::Item>& items) {
  std::multiset<std::string> paths;
  for (const auto& item : items) {
    if (item.kind == rust_code::ItemKind::use && !item.is_test && !item.is_local)
      add_paths(item.name, std::to_string(static_cast<int>(item.visibility)) + ' ', paths);
  }
  return paths;
}

// A name that was imported, still stands in the file, and comes by a glob or a path now.
bool is_still_used(const ChangePart& part) {
  const auto& tree = part.file->tree_after->tree();
  const auto paths = imported(part.file->items.after);
  return std::ranges::any_of(part.lost, [&](std::string_view name) {
    const bool is_imported = std::ranges::any_of(paths, [&](std::string_view path) {
      return path.ends_with(name) && !is_word_char(path[path.size() - name.size() - 1]);
    });
    const bool is_declared = std::ranges::any_of(
        part.file->items.after, [&](const rust_code::Item& item) { return item.name == name; });
    if (is_imported || is_declared) return false;
    for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
      if (is_name(tree[id].kind) && tree.text(id) == name && !part.file->tree_after->in_test(id) &&
          !tree.source().substr(tree[id].bytes.end).starts_with("::"))
        return true;
    }
    return false;
  });
}

// The same is imported in another form.
std::optional<Drop> import_drop(const std::vector<ChangePart>& parts) {
  for (const ChangePart& part : parts) {
    if (!part.is_import || part.is_test || part.item->kind != rust_code::ItemKind::use) continue;
    if (part.is_moved) return beside(part, "the import stands elsewhere now");
    if (imported(part.file->items.before) == imported(part.file->items.after) || is_still_used(part))
      return beside(part, "the same is imported in another form");
  }
  return std::nullopt;
}

// What a test of the whole program expects follows from the change by ways that no name shows.
bool expects_other_values(const ChangePart& part) {
  return part.file->is_test && std::ranges::all_of(part.changed, [](std::string_view name) {
           return name == "should_panic" || name.find_first_of("\"'0123456789") < 2;
         });
}

// A test that was there changes where what it calls does.
std::optional<Drop> test_drop(const std::vector<ChangePart>& parts, const Said& said) {
  Names touched;
  for (const ChangePart& part : parts) {
    if (!is_code(part)) continue;
    touched.insert(part.own.begin(), part.own.end());
    touched.insert(part.shared.begin(), part.shared.end());
  }
  for (const ChangePart& part : parts) {
    if (!part.is_test || part.is_import || part.only_adds) continue;
    if (!meet(part.used, touched) && !is_named(part, said) && !expects_other_values(part))
      return beside(part, "nothing asks for this edit of a test");
  }
  return std::nullopt;
}

bool holds(const std::vector<rust_code::Item>& items, std::size_t module, std::string_view name) {
  return std::ranges::any_of(items, [&](const rust_code::Item& item) {
    return item.container == module && item.kind == rust_code::ItemKind::function && item.name == name;
  });
}

// Tests that stand in a module of another name now.
std::optional<Drop> module_drop(const ChangeSet& set) {
  for (const ChangedFile& file : set.files) {
    const auto &before = file.items.before, &after = file.items.after;
    for (const std::size_t gone : file.items.deleted) {
      if (before[gone].kind != rust_code::ItemKind::module || !before[gone].is_test) continue;
      for (const std::size_t come : file.items.added) {
        if (after[come].kind != rust_code::ItemKind::module || !after[come].is_test) continue;
        const bool is_same = std::ranges::any_of(before, [&](const rust_code::Item& item) {
          return item.container == gone && item.kind == rust_code::ItemKind::function &&
                 holds(after, come, item.name);
        });
        if (is_same)
          return Drop{DropReason::beside_request,
                      fmt::format("{}:{}: the module of tests gets another name ({})", file.change.path(),
                                  after[come].first_line, after[come].path)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> unlinked_drop(const ChangeSet& set, const std::vector<ChangePart>& parts,
                                  const Said& said) {
  if (auto drop = code_drop(parts, said)) return drop;
  if (auto drop = import_drop(parts)) return drop;
  if (auto drop = module_drop(set)) return drop;
  return test_drop(parts, said);
}

}  // namespace git_miner
