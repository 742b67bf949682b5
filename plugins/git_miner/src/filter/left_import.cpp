#include "filter/left_import.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "filter/any_file.hpp"
#include "path_parts.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

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

bool is_used_below(const Repository& repository, const ChangeSet& set, const std::string& path,
                   std::string_view name) {
  const std::string folder = is_module_root(path) ? folder_of_path(path) : path.substr(0, path.size() - 3);
  const auto is_below = [&](const std::string& other) {
    return is_rust_path(other) && other != path && (folder.empty() || other.starts_with(folder + "/"));
  };
  return any_file(repository, set.text.id, false, is_below, [&](const std::string&, const std::string& text) {
    return (text.contains("super::") || text.contains("crate::")) && has_word(text, name);
  });
}

}  // namespace

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

}  // namespace git_miner
