#include "search/type_uses.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "search/std_names.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;
using rust_code::SyntaxTree;

bool is_type_name(std::string_view name) {
  return name.size() > 1 && std::isupper(static_cast<unsigned char>(name[0])) != 0 &&
         std::ranges::any_of(name, [](unsigned char c) { return std::islower(c) != 0; });
}

bool is_path(Kind kind) { return kind == Kind::scoped_identifier || kind == Kind::scoped_type_identifier; }

// Names of types and traits that the change brings.
std::set<std::string, std::less<>> own_types(const ChangeSet& set) {
  std::set<std::string, std::less<>> own;
  for (const ChangedFile& file : set.files) {
    for (const std::size_t index : file.items.added) {
      const auto& item = file.items.after[index];
      if (item.kind != ItemKind::impl && item.kind != ItemKind::function) own.insert(item.name);
    }
  }
  return own;
}

class Reader {
 public:
  Reader(const ChangeSet& set, const AddedLines& added, TypeUses& uses)
      : added_(added), own_(own_types(set)), uses_(uses) {}

  void read(const ChangedFile& file) {
    if (!file.tree_after || !file.is_rust) return;
    const SyntaxTree& tree = file.tree_after->tree();
    for (NodeId id = 0; id < tree.nodes().size(); ++id) {
      const bool is_here = (!file.tree_after->in_test(id) || builds(tree, id) || calls(tree, id)) &&
                           added_.hold(file, tree.line(tree[id].bytes.begin) - 1);
      if (!is_here) continue;
      add_method(file, id);
      if ((tree[id].kind == Kind::type_identifier || tree[id].kind == Kind::identifier) &&
          !is_defined(tree, id))
        add_type(file, id);
    }
  }

 private:
  static bool is_defined(const SyntaxTree& tree, NodeId id) {
    const NodeId parent = tree.parent(id);
    if (parent == no_node || tree.is(parent, Kind::type_parameter)) return true;
    return tree[id].field == Field::name && !is_path(tree[parent].kind) &&
           tree.source().substr(tree[id].bytes.end, 1) != "!" && is_declaring(tree[parent].kind);
  }
  static bool is_declaring(Kind kind) {
    return kind == Kind::struct_item || kind == Kind::enum_item || kind == Kind::union_item ||
           kind == Kind::trait_item || kind == Kind::type_item || kind == Kind::associated_type ||
           kind == Kind::enum_variant || kind == Kind::mod_item;
  }

  // `graph::Neighbors` of its last name.
  static NodeId whole_path(const SyntaxTree& tree, NodeId id) {
    const NodeId parent = tree.parent(id);
    return parent != no_node && is_path(tree[parent].kind) && tree[id].field == Field::name ? parent : id;
  }

  // `Neighbors` of `graph::Neighbors { at: 0 }`.
  static bool builds(const SyntaxTree& tree, NodeId id) {
    if (tree[id].kind != Kind::type_identifier) return false;
    id = whole_path(tree, id);
    return tree[id].field == Field::name && tree.is(tree.parent(id), Kind::struct_expression);
  }

  // `Neighbors` of `Neighbors::new(`.
  static bool calls(const SyntaxTree& tree, NodeId id) {
    id = whole_path(tree, id);
    const NodeId around = tree.parent(id);
    return around != no_node && is_path(tree[around].kind) && tree[id].field == Field::path &&
           tree[around].field == Field::function;
  }

  void add_method(const ChangedFile& file, NodeId id) {
    const SyntaxTree& tree = file.tree_after->tree();
    if (tree[id].kind != Kind::field_identifier) return;
    NodeId access = tree.parent(id);
    if (!tree.is(access, Kind::field_expression)) return;
    if (tree.is(tree.parent(access), Kind::generic_function)) access = tree.parent(access);
    if (tree[access].field == Field::function) uses_.methods[file.change.before.path].emplace(tree.text(id));
  }

  // What stands in front in a `use`: `graph::stable` of `use graph::stable::{Neighbors, ..}`.
  static std::string front_in_use(const SyntaxTree& tree, NodeId id) {
    std::string front;
    for (NodeId at = tree.parent(id); at != no_node && !tree.is(at, Kind::use_declaration);
         at = tree.parent(at)) {
      const NodeId path = tree.is(at, Kind::scoped_use_list) ? tree.child(at, Field::path) : no_node;
      if (path == no_node) continue;
      front = std::string(tree.text(path)) + (front.empty() ? "" : "::" + front);
    }
    return front;
  }
  static bool is_in_use(const SyntaxTree& tree, NodeId id) {
    for (NodeId at = tree.parent(id); at != no_node; at = tree.parent(at)) {
      if (tree.is(at, Kind::use_declaration)) return true;
      if (tree.is(at, Kind::block) || tree.is(at, Kind::declaration_list)) return false;
    }
    return false;
  }

  void add_type(const ChangedFile& file, NodeId id) {
    const SyntaxTree& tree = file.tree_after->tree();
    const std::string_view name = tree.text(id);
    if (!is_type_name(name) || is_std_name(name)) return;
    TypeUse use{.path = file.change.before.path, .name = std::string(name), .spelling = std::string(name)};
    const NodeId whole = whole_path(tree, id);
    std::string spelling(tree.text(whole));
    if (is_in_use(tree, id)) {
      const std::string front = front_in_use(tree, id);
      if (!front.empty()) spelling = front + "::" + spelling;
      use.is_imported = true;
    }
    if (spelling.starts_with("::")) spelling.erase(0, 2);
    static constexpr std::array foreign{"std::", "core::", "alloc::", "io::", "fmt::"};
    if (std::ranges::any_of(foreign, [&](const char* front) { return spelling.starts_with(front); })) return;
    if (const std::size_t colon = spelling.rfind("::"); colon != spelling.npos) {
      const std::string front = spelling.substr(0, colon);
      const std::size_t before = front.rfind("::");
      use.module = before == front.npos ? front : front.substr(before + 2);
      if (use.module.find_first_of("<>") != use.module.npos || is_type_name(use.module) ||
          use.module == "Self")
        return;  // a variant, or what is associated
      use.spelling = spelling;
    }
    use.is_built = builds(tree, id);
    use.is_twin = own_.contains(name);
    if (use.is_twin && use.module.empty()) return;
    // `new` of `Neighbors::new(`
    if (calls(tree, id)) {
      if (const NodeId called = tree.child(tree.parent(whole), Field::name); called != no_node)
        use.functions.emplace(tree.text(called));
    }
    uses_.types.insert(std::move(use));
  }

  const AddedLines& added_;
  std::set<std::string, std::less<>> own_;
  TypeUses& uses_;
};

}  // namespace

TypeUses type_uses_of(const ChangeSet& set, const AddedLines& added) {
  TypeUses uses;
  Reader reader(set, added, uses);
  for (const ChangedFile& file : set.files) reader.read(file);
  return uses;
}

}  // namespace git_miner
