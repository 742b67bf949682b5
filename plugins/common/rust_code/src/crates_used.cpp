#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include <rust_code/crates_used.hpp>
#include <rust_code/node_kinds.hpp>

#include "names.hpp"

namespace rust_code {
namespace {

// Keywords, what comes with the compiler, and the tools that attributes name (`clippy::all`).
constexpr std::array<std::string_view, 13> not_crates{
    "crate", "self",       "super",  "std",     "core",    "alloc",     "test",
    "_",     "proc_macro", "clippy", "rustfmt", "rustdoc", "diagnostic"};
constexpr std::array<std::string_view, 17> primitives{"bool", "char", "str",   "u8",  "u16", "u32",
                                                      "u64",  "u128", "usize", "i8",  "i16", "i32",
                                                      "i64",  "i128", "isize", "f32", "f64"};

bool can_be_crate(std::string_view name) {
  const bool lower_case = !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_');
  return lower_case && std::ranges::find(not_crates, name) == not_crates.end() &&
         std::ranges::find(primitives, name) == primitives.end();
}

class Finder {
 public:
  explicit Finder(const SourceFile& file) : file_(file), tree_(file.tree()), imports_(list_imports(tree_)) {
    for (const Import& import : imports_) {
      const bool renames_crate = !import.path.contains("::") && import.path == import.name;
      if (!renames_crate) declared_.insert(import.name);
    }
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      if (tree_[id].kind == Kind::mod_item) declare(tree_.child(id, Field::name));
      if (tree_[id].kind == Kind::extern_crate_declaration) declare(tree_.child(id, Field::alias));
    }
  }

  std::map<std::string, CrateUse> run() {
    for (const Import& import : imports_) take_import(import);
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      switch (tree_[id].kind) {
        case Kind::extern_crate_declaration:
          take(tree_.child(id, Field::name), true);
          break;
        case Kind::scoped_identifier:
        case Kind::scoped_type_identifier:
          take_path(id);
          break;
        case Kind::colon_colon:
          take_token(id);
          break;
        default:
          break;
      }
    }
    return std::move(crates_);
  }

 private:
  void declare(NodeId name) {
    if (name != no_node) declared_.insert(std::string(tree_.text(name)));
  }

  void take(NodeId name, bool certain) {
    if (name != no_node) add(tree_.text(name), name, certain);
  }

  void add(std::string_view name, NodeId where, bool certain) {
    if (name.starts_with("r#")) name.remove_prefix(2);
    if (!can_be_crate(name)) return;
    const auto [entry, is_new] = crates_.try_emplace(std::string(name));
    CrateUse& use = entry->second;
    const bool in_test = file_.in_test(where);
    const std::uint32_t line = tree_.line(tree_[where].bytes.begin);
    const bool first_outside = use.only_in_tests && !in_test;
    const bool earlier = use.only_in_tests == in_test && line < use.first_line;
    if (is_new || first_outside || earlier) use.first_line = line;
    use.only_in_tests = use.only_in_tests && in_test;
    use.is_certain = use.is_certain || certain;
  }

  void take_import(const Import& import) {
    std::string_view path = import.path;
    const bool certain = path.starts_with("::");
    if (certain) path.remove_prefix(2);
    const std::string_view first = path.substr(0, path.find("::"));
    const bool declared = declared_.contains(std::string(first)) && !certain;
    // `use fmt::Display` behind `use std::fmt`, or of a module of this file; `use log::log` is still of a
    // crate.
    if (declared && !(import.name == first && path != first)) return;
    add(first, import.node, certain);
  }

  // The path at the left end of nested ones; those of imports are known already.
  void take_path(NodeId path) {
    const NodeId base = tree_.child(path, Field::path);
    if (base == no_node) {
      // `::a` is global, and certainly a crate from 2018 on.
      if (!in_import(path)) take(tree_.child(path, Field::name), true);
      return;
    }
    if (tree_[base].kind != Kind::identifier || in_import(path)) return;
    if (!declared_.contains(std::string(tree_.text(base)))) take(base, false);
  }

  bool in_import(NodeId path) const {
    NodeId parent = tree_.parent(path);
    while (tree_.is(parent, Kind::scoped_identifier)) parent = tree_.parent(parent);
    return tree_.is(parent, Kind::use_declaration) || tree_.is(parent, Kind::use_list) ||
           tree_.is(parent, Kind::use_as_clause) || tree_.is(parent, Kind::scoped_use_list) ||
           tree_.is(parent, Kind::use_wildcard) || tree_.is(parent, Kind::visibility_modifier);
  }

  // Among the tokens of a macro: `name ::`, with no `::` before it.
  void take_token(NodeId colons) {
    const NodeId parent = tree_.parent(colons);
    if ((!tree_.is(parent, Kind::token_tree) && !tree_.is(parent, Kind::token_repetition)) ||
        colons < parent + 2)
      return;
    const NodeId name = colons - 1;  // a leaf, or the last leaf of a literal or tree, which is no identifier
    if (tree_[name].kind != Kind::identifier || tree_.parent(name) != parent) return;
    const Kind before = tree_[name - 1].kind;
    if (before == Kind::colon_colon) {
      if (!ends_path(tree_[name - 1].bytes.begin)) take(name, true);
      return;
    }
    if (before == Kind::dot || tree_.text(name - 1) == "$") return;
    if (!declared_.contains(std::string(tree_.text(name)))) take(name, false);
  }

  // `a` or `b>` stands right before this byte, so that a `::` there goes on with a path.
  bool ends_path(std::uint32_t byte) const {
    if (byte == 0) return false;
    const auto c = static_cast<unsigned char>(tree_.source()[byte - 1]);
    return c == '>' || c == ')' || c == ']' || c == '_' || c >= 0x80 || std::isalnum(c) != 0;
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  const std::vector<Import> imports_;
  std::set<std::string> declared_;  // modules, imports and renames: names that are no crate here
  std::map<std::string, CrateUse> crates_;
};

}  // namespace

std::map<std::string, CrateUse> crates_used(const SourceFile& file) { return Finder(file).run(); }

}  // namespace rust_code
