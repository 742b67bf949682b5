#include "filter/left_behind.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/line_index.hpp"
#include "change/named_kinds.hpp"
#include "change/subject.hpp"
#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "trimmed.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SourceFile;

// The imports of a file, outside tests, but for those that it hands on.
struct Imports {
  std::set<std::string_view> names;
  std::string rest;  // the text of the file without its imports
};

bool is_last_of_path(const SourceFile& file, NodeId id) {
  const auto& tree = file.tree();
  const bool is_name = tree[id].kind == Kind::identifier || tree[id].kind == Kind::type_identifier;
  const std::string_view behind = tree.source().substr(tree[id].bytes.end);
  return is_name && !behind.starts_with("::") && !behind.starts_with(" as ");
}

Imports imports_of(const SourceFile& file) {
  const auto& tree = file.tree();
  Imports imports{.names = {}, .rest = std::string(tree.source())};
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (tree[id].kind != Kind::use_declaration) continue;
    const auto [begin, end] = tree[id].bytes;
    std::fill(imports.rest.begin() + begin, imports.rest.begin() + end, ' ');
    if (file.in_test(id) || tree.child(id, Kind::visibility_modifier) != no_node) continue;
    for (NodeId name = id + 1; name < tree[id].subtree_end; ++name) {
      if (is_last_of_path(file, name)) imports.names.insert(tree.text(name));
    }
  }
  return imports;
}

// Calls `read` with the path and text of each file of the commit with this extension until it is true.
template <class Read>
void any_file(const Repository& repository, const ChangeSet& set, Read read,
              std::string_view extension = ".rs") {
  const auto files = repository.tree(set.text.id);
  if (!files || !*files) return;
  for (const FileSide& side : **files) {
    if (!side.path.ends_with(extension)) continue;
    const auto text = repository.blob(side.id);
    if (text && read(side.path, *text)) return;
  }
}

// Files of modules below may use what a file imports.
bool is_used_below(const Repository& repository, const ChangeSet& set, const std::string& path,
                   std::string_view name) {
  const std::string_view file = name_of_path(path);
  const bool is_root = file == "lib.rs" || file == "main.rs" || file == "mod.rs";
  const std::string folder = is_root ? folder_of_path(path) : path.substr(0, path.size() - 3);
  bool is_used = false;
  any_file(repository, set, [&](const std::string& other, const std::string& text) {
    const bool is_below = other != path && (folder.empty() || other.starts_with(folder + "/"));
    is_used = is_below && (text.contains("super::") || text.contains("crate::")) && has_word(text, name);
    return is_used;
  });
  return is_used;
}

std::optional<std::string> left_import(const Repository& repository, const ChangeSet& set,
                                       const ChangedFile& file) {
  const Imports before = imports_of(*file.tree_before), after = imports_of(*file.tree_after);
  for (const std::string_view name : after.names) {
    if (before.names.contains(name) && has_word(before.rest, name) && !has_word(after.rest, name) &&
        !is_used_below(repository, set, file.change.path(), name))
      return std::string(name);
  }
  return std::nullopt;
}

// By name, where the change defines it nowhere.
std::vector<const Item*> removed_items(const ChangeSet& set) {
  std::set<std::string_view> defined;
  for (const ChangedFile& file : set.files) {
    for (const Item& item : file.items.after) defined.insert(item.name);
  }
  std::vector<const Item*> removed;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    for (const std::size_t index : file.items.deleted) {
      const Item& item = file.items.before[index];
      const bool is_asked = is_used_by_name(item.kind) && !item.is_test && !item.is_local;
      if (is_asked && is_distinctive(item.name) && !defined.contains(item.name)) removed.push_back(&item);
    }
  }
  return removed;
}

bool defines(const std::string& text, const std::string& name) {
  constexpr std::array keywords{"fn ",   "struct ", "enum ",   "trait ",
                                "type ", "const ",  "static ", "macro_rules! "};
  return std::ranges::any_of(keywords, [&](const char* keyword) { return has_word(text, keyword + name); });
}

// The file that still names it; none where another has the name.
std::optional<std::string> still_named(const Repository& repository, const ChangeSet& set,
                                       const std::string& name) {
  std::optional<std::string> found;
  any_file(repository, set, [&](const std::string& path, const std::string& text) {
    if (!has_word(text, name)) return false;
    if (!found) found = path;
    const bool is_defined = defines(text, name);
    if (is_defined) found.reset();
    return is_defined;
  });
  return found;
}

// `reconfig` of "rename `Watch::reconfig` to reconfigure".
std::string renamed_in(const std::string& subject) {
  static const re2::RE2 rename(R"((?i)^rename (?:the )?(?:\w+ )?`?(?:\w+::)*(\w+)(?:!|\(\))?`? (?:in)?to\b)");
  std::string name;
  re2::RE2::PartialMatch(as_request(subject), rename, &name);
  return name;
}

// `dbg!` or `dbg` of a text for users, as code.
bool is_told_of(const std::string& text, const std::string& name) {
  return text.contains("`" + name + "`") || text.contains("`" + name + "!") ||
         text.contains("`" + name + "(");
}

// Documentation that comes beside a rename, where there was none.
std::optional<Drop> documented_beside(const ChangeSet& set) {
  if (renamed_in(set.message.subject).empty()) return std::nullopt;
  const auto documents = [](const LineIndex& lines, const LineRange& range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (trimmed(lines.line(i)).starts_with("///")) return true;
    }
    return false;
  };
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.change.kind != ChangeKind::modified) continue;
    const LineIndex before(file.before), after(file.after);
    for (const ChangedLines& lines : file.change.lines) {
      if (documents(after, lines.after) && !documents(before, lines.before))
        return Drop{DropReason::beside_request, fmt::format("{}:{}: documentation comes with a rename",
                                                            file.change.path(), lines.after.begin + 1)};
    }
  }
  return std::nullopt;
}

std::optional<Drop> left_name(const Repository& repository, const ChangeSet& set) {
  const std::string name = renamed_in(set.message.subject);
  if (name.empty()) return std::nullopt;
  constexpr std::size_t least_telling = 5;  // bytes
  std::optional<std::string> found;
  if (name.size() >= least_telling)
    any_file(repository, set, [&](const std::string& path, const std::string& text) {
      if (has_word(text, name)) found = path;
      return found.has_value();
    });
  if (!found)
    any_file(
        repository, set,
        [&](const std::string& path, const std::string& text) {
          if (!name_of_path(path).starts_with("CHANGE") && is_told_of(text, name)) found = path;
          return found.has_value();
        },
        ".md");
  if (!found) return std::nullopt;
  return Drop{DropReason::left_behind,
              fmt::format("{} gets another name, and {} has the old one", name, *found)};
}

bool defines_type(const std::string& text, const std::string& name) {
  return has_word(text, "pub struct " + name) || has_word(text, "pub enum " + name);
}

// Of a type that two files define for users a method comes to one: who asks for it means both, or has to say which.
std::optional<Drop> left_twin(const Repository& repository, const ChangeSet& set) {
  std::set<std::string> changed;
  for (const ChangedFile& file : set.files) changed.insert(file.change.path());
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    for (const std::size_t index : file.items.added) {
      const Item& item = file.items.after[index];
      const bool is_method = item.kind == rust_code::ItemKind::function && item.container && !item.is_test &&
                             item.visibility == rust_code::Visibility::everywhere;
      if (!is_method) continue;
      const std::string& around = file.items.after[*item.container].name;
      const std::string type = around.substr(0, around.find('<'));
      if (type.empty() || !defines_type(file.after, type)) continue;
      std::optional<std::string> twin;
      any_file(repository, set, [&](const std::string& path, const std::string& text) {
        if (path.starts_with("src/") != file.change.path().starts_with("src/")) return false;
        if (!changed.contains(path) && defines_type(text, type)) twin = path;
        return twin.has_value();
      });
      if (twin)
        return Drop{DropReason::left_behind,
                    fmt::format("{} gets {}, and {} of {} does not", type, item.name, type, *twin)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> left_behind_drop(const Repository& repository, const ChangeSet& set) {
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !file.tree_before || !file.tree_after) continue;
    if (const auto name = left_import(repository, set, file))
      return Drop{DropReason::left_behind,
                  fmt::format("{}: nothing uses the import {} any more", file.change.path(), *name)};
  }
  if (auto drop = left_name(repository, set)) return drop;
  if (auto drop = documented_beside(set)) return drop;
  if (auto drop = left_twin(repository, set)) return drop;
  for (const Item* item : removed_items(set)) {
    if (const auto path = still_named(repository, set, item->name))
      return Drop{DropReason::left_behind, fmt::format("{} is removed, and {} names it", item->path, *path)};
  }
  return std::nullopt;
}

}  // namespace git_miner
